#!/bin/sh
# Makes the fixtures of databases in test/fixtures/ovsdb with the real tools: one northbound database in every form that
# they write. Usage: make-databases.sh SCHEMA_FOLDER VSWITCH_SCHEMA FIXTURES; needs ovsdb-server, ovsdb-tool,
# ovsdb-client, ovn-nbctl and ovs-vsctl, no privileges; the servers listen on Unix sockets in a folder below /tmp only.
set -eu

schemas=$1
vswitch=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=/tmp/ovn-lens-databases
mkdir "$work"
cd "$work"

# start NAME FILE [OPTION…]: a server for one database file.
start() {
    name=$1
    file=$2
    shift 2
    ovsdb-server -vconsole:off --detach --no-chdir --pidfile="$work/$name.pid" --unixctl="$work/$name.ctl" \
        --log-file="$work/$name.log" --remote="punix:$work/$name.sock" "$@" "$file"
}

stop() {
    kill "$(cat "$work/$1.pid")"
    while [ -e "$work/$1.pid" ]; do sleep 0.1; done
}

dump() {
    ovsdb-client -f json dump "unix:$work/$1.sock" "$2"
}

nb() {
    ovn-nbctl --db="unix:$work/$server.sock" --no-leader-only "$@"
}

# The same life in each database: insertions, changes of sets, maps and single values, deletions, odd strings.
live() {
    server=$1
    nb ls-add sw0 -- lsp-add sw0 vm -- lsp-set-addresses vm "50:54:00:00:00:10 10.0.0.10"
    nb lsp-add sw0 peer -- lsp-set-addresses peer "50:54:00:00:00:20 10.0.0.20" -- lsp-set-enabled peer disabled
    nb lsp-set-options vm requested-chassis=hv1 activation-strategy=rarp
    nb lsp-set-options vm requested-chassis=hv1,hv2 activation-strategy=rarp
    nb lsp-set-addresses vm "50:54:00:00:00:10 10.0.0.10" "50:54:00:00:00:10 2001:db8::10"
    nb pg-add pg0 vm peer
    nb acl-add sw0 to-lport 1001 'outport == "vm" && ip4.src == $as_ok' allow-related
    nb create Address_Set name=as_ok addresses='"10.0.0.0/24","10.0.1.0/24"'
    nb set Logical_Switch sw0 'external_ids:note="a \"quoted\" word, \\ and = and ünicode"' external_ids:empty='""' \
        external_ids:true='"true"' 'external_ids:"10.0.0.1:80"=x-y.z'
    nb lb-add lb0 10.0.0.100:80 10.0.0.10:80,10.0.0.20:80
    nb lr-add lr0 -- lrp-add lr0 lr0-sw0 50:54:00:00:00:01 10.0.0.1/24 2001:db8::1/64
    nb lsp-add sw0 sw0-lr0 -- lsp-set-type sw0-lr0 router -- lsp-set-options sw0-lr0 router-port=lr0-sw0 \
        -- lsp-set-addresses sw0-lr0 router
    nb lr-nat-add lr0 snat 172.16.0.1 10.0.0.0/16
}

after() {
    server=$1
    nb lsp-set-options vm requested-chassis=hv2
    nb pg-set-ports pg0 vm
    nb lsp-del peer
    nb lsp-add sw0 peer vm 7
    nb set Logical_Switch sw0 external_ids:empty=full
    nb remove Logical_Switch sw0 external_ids true
    nb set NB_Global . nb_cfg=5
}

# Standalone, with whole columns as before Open vSwitch 2.17, and with differences; and printed in every form.
ovsdb-tool create whole.db "$schemas/ovn-nb.ovsschema"
start whole whole.db --disable-file-column-diff
live whole
after whole
dump whole OVN_Northbound >"$out/whole-columns.json"
stop whole
cp whole.db "$out/whole-columns.db"

ovsdb-tool create nb.db "$schemas/ovn-nb.ovsschema"
start nb nb.db
live nb
after nb
socket="unix:$work/nb.sock"
ovsdb-client dump "$socket" OVN_Northbound >"$out/dump.txt"
for format in csv json list; do
    ovsdb-client -f $format dump "$socket" OVN_Northbound >"$out/dump.$format"
done
ovsdb-client backup "$socket" OVN_Northbound >"$out/nb.backup"
server=nb
for table in Logical_Switch_Port Logical_Switch; do
    nb list $table >"$out/list-$table.txt"
    for format in table csv json; do
        nb --format=$format list $table >"$out/list-$table.$format"
    done
    nb --data=json list $table >"$out/list-$table.data-json.txt"
done
nb find Logical_Switch_Port name=vm >"$out/find-vm.txt"
nb --columns=name,addresses,_uuid --format=table list Logical_Switch_Port >"$out/list-columns.table"
nb --data=bare --format=table --columns=_uuid,name,addresses,type list Logical_Switch_Port >"$out/list-bare.table"
nb list Logical_Switch -- list Address_Set -- list ACL >"$out/list-several.txt"
nb --format=table list Logical_Router -- list Address_Set -- list DNS >"$out/list-several.table"
nb show >"$out/nbctl-show.txt"
stop nb
cp nb.db "$out/standalone.db"

# Clustered: entries upon a snapshot without rows, and upon one with rows.
ovsdb-tool create-cluster cluster.db "$schemas/ovn-nb.ovsschema" "unix:$work/cluster.raft" 2>/dev/null
start cluster cluster.db
sleep 2
live cluster
dump cluster OVN_Northbound >"$out/cluster-entries.json"
cp cluster.db "$out/cluster-entries.db"
ovs-appctl -t "$work/cluster.ctl" ovsdb-server/compact OVN_Northbound
after cluster
dump cluster OVN_Northbound >"$out/cluster-snapshot.json"
stop cluster
cp cluster.db "$out/cluster-snapshot.db"

# The switch's own database, which has columns that are not kept in its file.
ovsdb-tool create conf.db "$vswitch"
start conf conf.db
vsctl="ovs-vsctl --no-wait --db=unix:$work/conf.sock"
$vsctl init
$vsctl set Open_vSwitch . external_ids:system-id=hv1 external_ids:ovn-encap-ip=192.168.0.11 ovs_version=3.1.0
$vsctl add-br br-int -- set Bridge br-int fail_mode=secure -- set-manager ptcp:6640:127.0.0.1
$vsctl add-port br-int vm -- set Interface vm external_ids:iface-id=vm ofport_request=3
$vsctl add-port br-int ovn-hv2-0 -- set Interface ovn-hv2-0 type=geneve options:remote_ip=192.168.0.12 options:key=flow
$vsctl show >"$out/vsctl-show.txt"
dump conf Open_vSwitch >"$out/conf.json"
$vsctl -f json list Interface >"$out/list-Interface.json"
$vsctl list Interface >"$out/list-Interface.txt"
stop conf
cp conf.db "$out/conf.db"

chmod 644 "$out"/*
rm -rf "$work"
