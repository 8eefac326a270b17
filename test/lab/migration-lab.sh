#!/usr/bin/env bash
# An OVN live migration, on one machine, without root networking: three
# simulated hypervisors on userspace ("dummy") datapaths, real ovsdb-server,
# ovn-northd, ovn-controller and ovs-vswitchd, and everything they know
# captured at each phase of the migration.  See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
usage: migration-lab.sh [options] WORK OUT

Runs a live migration of the port "vm" from hv1 to hv2, with hv3 looking on,
and captures databases, flows, traces and a packet experiment at each phase:

  p0  requested-chassis=hv1
  p1  requested-chassis=hv1,hv2                      both places live at once
  p2  the same, with activation-strategy=STRATEGY    hv2 blocked
  p3  after hv2's vm sent the activating frame       hv2 live
  p4  requested-chassis=hv2                          migration done

  WORK  folder for daemons, sockets, logs and pcaps (short path: it holds unix
        sockets); emptied at the start, only if it is a lab folder or empty
  OUT   folder for the captures; OUT/p0 .. OUT/p4 are replaced

options:
  --topology localnet|overlay  give sw0 a localnet port or not [localnet]
  --strategy LIST              value of activation-strategy [rarp]
  --activate-with KIND         frame that activates hv2: rarp, garp or na [rarp]
  --port-security ip|mac|off   the vm port's port security [ip]; with "ip" the
                               pipeline drops the guest's RARP (which activates
                               the port all the same), with "mac" it passes
  --phases N                   stop after the first N phases [5]
  --lean                       fewer renderings of the same flows and databases
  --small                      a topology of few rows: sw0 with vm, peer and
                               near1, and stateless ACLs; no router, no services
  --fault NAME                 no phases: make a migration go wrong, on a small
                               topology, and capture that; "list" prints names
  --keep                       leave the daemons running at the end (prints how
                               to reach them and the pids to kill)
  -h, --help                   this text

Uses the OVN and OVS found on PATH, and python3.  Nothing leaves the machine.
TEXT
}

topology=localnet strategy=rarp activate_with=rarp port_security=ip phases=5 keep=no lean=no small=no fault=
args=()
while (($#)); do
    case $1 in
        --topology) topology=$2; shift 2 ;;
        --strategy) strategy=$2; shift 2 ;;
        --activate-with) activate_with=$2; shift 2 ;;
        --port-security) port_security=$2; shift 2 ;;
        --phases) phases=$2; shift 2 ;;
        --lean) lean=yes; shift ;;
        --small) small=yes; shift ;;
        --fault) fault=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "migration-lab.sh: unknown option $1 (try --help)" >&2; exit 2 ;;
        *) args+=("$1"); shift ;;
    esac
done
# shellcheck source=faults.sh
source "$here/faults.sh"
if [[ $fault == list ]]; then
    fault_names
    exit 0
elif [[ -n $fault ]]; then
    declare -F "fault_${fault//-/_}" >/dev/null ||
        { echo "no such fault: $fault (try --fault list)" >&2; exit 2; }
    small=yes topology=$(fault_topology "$fault")
fi
((${#args[@]} == 2)) || { usage >&2; exit 2; }
case $topology in localnet | overlay) ;; *) echo "no such topology: $topology" >&2; exit 2 ;; esac

WORK=$(realpath -m "${args[0]}")
OUT=$(realpath -m "${args[1]}")
((${#WORK} <= 60)) || { echo "WORK is too long for unix sockets: $WORK" >&2; exit 2; }

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }
die() { say "failed: $*"; exit 1; }

for tool in ovsdb-server ovsdb-tool ovsdb-client ovs-vswitchd ovs-vsctl ovs-ofctl \
            ovs-appctl ovn-northd ovn-controller ovn-nbctl ovn-sbctl ovn-trace python3; do
    command -v "$tool" >/dev/null || die "$tool is not on PATH"
done
prefix_of() { realpath "$(dirname "$(command -v "$1")")/.."; }
prefix=$(prefix_of ovn-northd)
ovn_share=$prefix/share/ovn
ovs_share=$(prefix_of ovs-vswitchd)/share/openvswitch

# ---------------------------------------------------------------- processes

declare -a pidfiles=()

stop_all() {
    local status=$? i pid
    trap - EXIT INT TERM
    if [[ $keep == yes && $status == 0 ]]; then
        say "left running; pids: $(cat "${pidfiles[@]}" | tr '\n' ' ')"
        say "reach hv1 with: export OVS_RUNDIR=$WORK/hv1 OVN_RUNDIR=$WORK/hv1" \
            "OVN_NB_DB=$OVN_NB_DB OVN_SB_DB=$OVN_SB_DB"
        exit 0
    fi
    local -a pids=()
    for ((i = ${#pidfiles[@]} - 1; i >= 0; i--)); do
        [[ -s ${pidfiles[i]} ]] && pids+=("$(cat "${pidfiles[i]}")")
    done
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do
        for ((i = 0; i < 50; i++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
    done
    exit "$status"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# daemon DIR NAME [ARG...]: start a daemon whose files all live in DIR.
daemon() {
    local dir=$1 name=$2
    shift 2
    pidfiles+=("$dir/$name.pid")
    local -a ctl=(--unixctl="$dir/$name.ctl")
    # Older ovn-controllers only take the default place for their socket.
    [[ $name != ovn-controller ]] || ctl=()
    "$name" -vconsole:off --detach --no-chdir --pidfile="$dir/$name.pid" "${ctl[@]}" \
        --log-file="$dir/$name.log" "$@" || die "could not start $name in $dir"
}

# as HV COMMAND...: run a command against one hypervisor's daemons.
as() {
    local dir=$WORK/$1
    shift
    OVS_RUNDIR=$dir OVS_LOGDIR=$dir OVS_DBDIR=$dir OVS_SYSCONFDIR=$dir \
        OVN_RUNDIR=$dir OVN_LOGDIR=$dir OVN_DBDIR=$dir OVN_SYSCONFDIR=$dir "$@"
}
# switch HV COMMAND...: talk to one hypervisor's ovs-vswitchd.
switch() { local hv=$1; shift; as "$hv" ovs-appctl -t "$WORK/$hv/ovs-vswitchd.ctl" "$@"; }
# controller HV COMMAND...: talk to one hypervisor's ovn-controller.
controller() {
    local hv=$1 pid
    shift
    pid=$(cat "$WORK/$hv/ovn-controller.pid")
    as "$hv" ovs-appctl -t "$WORK/$hv/ovn-controller.$pid.ctl" "$@"
}

# until_true SECONDS WHAT COMMAND...
until_true() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        ((SECONDS < deadline)) || die "waited too long for $what"
        sleep 0.1
    done
}

# ------------------------------------------------------------------ folders

mkdir -p "$WORK"
if [[ -e $WORK/.migration-lab ]]; then
    find "$WORK" -mindepth 1 -delete
elif [[ -n $(ls -A "$WORK") ]]; then
    die "$WORK is neither empty nor a lab folder"
fi
touch "$WORK/.migration-lab"
mkdir -p "$OUT" "$WORK"/{nb,sb,northd,underlay,hv1,hv2,hv3}
hvs=(hv1 hv2 hv3)
declare -A log_at=()   # how far each log was captured

export OVN_NB_DB=unix:$WORK/nb/nb.sock OVN_SB_DB=unix:$WORK/sb/sb.sock

# ------------------------------------------------- central and hypervisors

database() { # NAME SCHEMA REMOTE-SOCKET DIR
    ovsdb-tool create "$4/$1.db" "$2"
    daemon "$4" ovsdb-server --remote="punix:$3" "$4/$1.db"
}

start_switch() { # HV
    database conf "$ovs_share/vswitch.ovsschema" "$WORK/$1/db.sock" "$WORK/$1"
    as "$1" ovs-vsctl --no-wait init
    # The dummy datapath takes the place of the system one, and the machine's
    # own routes are not looked at: no real device is ever touched.
    as "$1" daemon "$WORK/$1" ovs-vswitchd --enable-dummy=system --disable-system-route
}

start_hypervisor() { # HV NUMBER
    local hv=$1 n=$2 ip=192.168.0.1$2
    start_switch "$hv"
    # br-phys is the underlay's side: its "up" port is one end of a unix socket
    # whose other end is a port of the bridge in the "underlay" switch.
    as underlay ovs-vsctl add-port net "to-$hv" -- \
        set Interface "to-$hv" options:pstream="punix:$WORK/underlay/to-$hv.sock"
    as "$hv" ovs-vsctl \
        -- add-br br-phys -- set Bridge br-phys "other-config:hwaddr=aa:bb:00:00:00:0$n" \
        -- add-port br-phys br-phys-up \
        -- set Interface br-phys-up options:stream="unix:$WORK/underlay/to-$hv.sock" \
        -- add-br br-int -- set Bridge br-int "other-config:hwaddr=aa:bb:00:00:01:0$n" \
           other-config:disable-in-band=true fail-mode=secure \
           protocols=OpenFlow10,OpenFlow13,OpenFlow15
    switch "$hv" netdev-dummy/ip4addr br-phys "$ip/24" >/dev/null
    switch "$hv" ovs/route/add "$ip/24" br-phys >/dev/null
    as "$hv" ovs-vsctl set Open_vSwitch . \
        external-ids:system-id="$hv" external-ids:hostname="$hv" \
        external-ids:ovn-remote="$OVN_SB_DB" \
        external-ids:ovn-encap-type=geneve external-ids:ovn-encap-ip="$ip" \
        external-ids:ovn-bridge-mappings=phys:br-phys \
        external-ids:ovn-chassis-mac-mappings="phys:aa:bb:00:00:02:0$n"
    as "$hv" daemon "$WORK/$hv" ovn-controller -vpinctrl:file:dbg
    until_true 30 "the chassis $hv" chassis_known "$hv"
}
chassis_known() { [[ -n $(ovn-sbctl --bare --columns=_uuid find Chassis name="$1") ]]; }

say "starting databases and northd ($(ovn-northd --version | head -1))"
database nb "$ovn_share/ovn-nb.ovsschema" "$WORK/nb/nb.sock" "$WORK/nb"
database sb "$ovn_share/ovn-sb.ovsschema" "$WORK/sb/sb.sock" "$WORK/sb"
ovn-nbctl init
ovn-sbctl init
daemon "$WORK/northd" ovn-northd --ovnnb-db="$OVN_NB_DB" --ovnsb-db="$OVN_SB_DB"

say "starting the underlay and three hypervisors"
start_switch underlay
as underlay ovs-vsctl add-br net
for n in 1 2 3; do start_hypervisor "hv$n" "$n"; done
# Every hypervisor knows the others' underlay addresses beforehand.
for a in 1 2 3; do
    for b in 1 2 3; do
        [[ $a == "$b" ]] ||
            switch "hv$a" tnl/neigh/set br-phys "192.168.0.1$b" "aa:bb:00:00:00:0$b" >/dev/null
    done
done

# ----------------------------------------------------------------- topology

vm_mac=50:54:00:00:00:10 vm_ip=10.0.0.10 vm_ip6=2001:db8::10
peer_mac=50:54:00:00:00:20 peer_ip=10.0.0.20
near1_mac=50:54:00:00:00:31 near1_ip=10.0.0.31
near2_mac=50:54:00:00:00:32 near2_ip=10.0.0.32
web_mac=50:54:00:00:01:10 web_ip=10.0.1.10
app_mac=50:54:00:00:01:11 app_ip=10.0.1.11
lr_sw0_mac=50:54:00:00:00:01 lr_sw1_mac=50:54:00:00:01:01 lr_pub_mac=50:54:00:00:02:01

secure_vm() {
    case $port_security in
        ip) ovn-nbctl lsp-set-port-security vm "$vm_mac $vm_ip $vm_ip6" ;;
        mac) ovn-nbctl lsp-set-port-security vm "$vm_mac" ;;
        off) ;;
        *) die "no such port security: $port_security" ;;
    esac
}
add_localnet() {
    [[ $topology == localnet ]] || return 0
    new lsp-add sw0 ln-sw0 -- lsp-set-type ln-sw0 localnet \
        -- lsp-set-addresses ln-sw0 unknown -- lsp-set-options ln-sw0 network_name=phys
}

# A topology of few rows, for captures that a person reads whole.
build_small_topology() {
    new() { ovn-nbctl --timeout=30 --wait=sb "$@"; }
    new ls-add sw0
    new lsp-add sw0 vm    -- lsp-set-addresses vm "$vm_mac $vm_ip $vm_ip6" \
        -- lsp-set-options vm requested-chassis=hv1
    new lsp-add sw0 peer  -- lsp-set-addresses peer "$peer_mac $peer_ip"
    new lsp-add sw0 near1 -- lsp-set-addresses near1 "$near1_mac $near1_ip"
    secure_vm
    add_localnet
    # Stateless, since connection tracking alone would double the rows.
    ovn-nbctl --name=vm-out acl-add sw0 from-lport 1000 'inport == "vm" && ip4' allow \
        -- --name=vm-ping acl-add sw0 to-lport 1001 'outport == "vm" && icmp4' allow \
        -- --name=no-telnet acl-add sw0 to-lport 900 'outport == "vm" && tcp.dst == 23' drop
}

build_topology() {
    # One transaction each, so that northd hands out the tunnel keys in this
    # order in every run: sw0 1, sw1 2, lr0 3, public 4; vm 1, peer 2, ...
    new() { ovn-nbctl --timeout=30 --wait=sb "$@"; }
    new ls-add sw0
    new ls-add sw1
    new lr-add lr0
    new ls-add public
    new lsp-add sw0 vm    -- lsp-set-addresses vm "$vm_mac $vm_ip $vm_ip6" \
        -- lsp-set-options vm requested-chassis=hv1
    new lsp-add sw0 peer  -- lsp-set-addresses peer "$peer_mac $peer_ip 2001:db8::20" \
        -- lsp-set-options peer requested-chassis=hv3
    new lsp-add sw0 near1 -- lsp-set-addresses near1 "$near1_mac $near1_ip 2001:db8::31" \
        -- lsp-set-options near1 requested-chassis=hv1
    new lsp-add sw0 near2 -- lsp-set-addresses near2 "$near2_mac $near2_ip 2001:db8::32" \
        -- lsp-set-options near2 requested-chassis=hv2
    new lsp-add sw1 web -- lsp-set-addresses web "$web_mac $web_ip" \
        -- lsp-set-port-security web "$web_mac $web_ip"
    new lsp-add sw1 app -- lsp-set-addresses app "$app_mac $app_ip"
    secure_vm
    add_localnet
    # A router between them, with a gateway on hv3 to an external network that
    # is VLAN 100 of the same underlay.
    new lrp-add lr0 lr0-sw0 "$lr_sw0_mac" 10.0.0.1/24 2001:db8::1/64
    new lrp-add lr0 lr0-sw1 "$lr_sw1_mac" 10.0.1.1/24
    new lrp-add lr0 lr0-pub "$lr_pub_mac" 172.16.0.1/24 \
        -- lrp-set-gateway-chassis lr0-pub hv3 10
    new lsp-add sw0 sw0-lr0 -- lsp-set-type sw0-lr0 router \
        -- lsp-set-addresses sw0-lr0 router -- lsp-set-options sw0-lr0 router-port=lr0-sw0
    new lsp-add sw1 sw1-lr0 -- lsp-set-type sw1-lr0 router \
        -- lsp-set-addresses sw1-lr0 router -- lsp-set-options sw1-lr0 router-port=lr0-sw1
    new lsp-add public public-lr0 -- lsp-set-type public-lr0 router \
        -- lsp-set-addresses public-lr0 router \
        -- lsp-set-options public-lr0 router-port=lr0-pub
    new lsp-add public ln-public -- lsp-set-type ln-public localnet \
        -- lsp-set-addresses ln-public unknown \
        -- lsp-set-options ln-public network_name=phys \
        -- set Logical_Switch_Port ln-public tag_request=100 tag=100 \
        -- lr-nat-add lr0 snat 172.16.0.1 10.0.0.0/16 \
        -- lr-nat-add lr0 dnat_and_snat 172.16.0.10 "$vm_ip" \
        -- lr-route-add lr0 0.0.0.0/0 172.16.0.254 \
        -- lr-policy-add lr0 100 'ip4.dst == 198.51.100.0/24' drop
    # Security: address sets, port groups, stateful ACLs.
    ovn-nbctl create Address_Set name=as_clients 'addresses="10.0.0.0/24","10.0.1.0/24"' >/dev/null
    ovn-nbctl create Address_Set name=as_mgmt 'addresses="192.0.2.10","192.0.2.11"' >/dev/null
    ovn-nbctl pg-add pg_sw0 vm peer near1 near2 -- pg-add pg_sw1 web app
    ovn-nbctl --name=out-any acl-add pg_sw0 from-lport 1000 \
        'inport == @pg_sw0 && ip' allow-related
    ovn-nbctl --name=in-icmp acl-add pg_sw0 to-lport 1002 \
        'outport == @pg_sw0 && icmp4' allow-related
    ovn-nbctl --name=in-tcp acl-add pg_sw0 to-lport 1001 \
        'outport == @pg_sw0 && ip4.src == $as_clients && tcp.dst == {22, 80, 443}' allow-related
    ovn-nbctl --name=in-mgmt acl-add pg_sw0 to-lport 1001 \
        'outport == @pg_sw0 && ip4.src == $as_mgmt && tcp' allow-related
    ovn-nbctl --log --severity=info --name=no-9999 acl-add pg_sw0 to-lport 900 \
        'outport == @pg_sw0 && udp.dst == 9999' drop
    ovn-nbctl --name=web-icmp acl-add pg_sw1 to-lport 1002 \
        'outport == @pg_sw1 && icmp4' allow-related
    ovn-nbctl --name=web-http acl-add pg_sw1 to-lport 1001 \
        'outport == @pg_sw1 && ip4.src == $pg_sw0_ip4 && tcp.dst == 8080' allow-related
    ovn-nbctl --name=web-rest acl-add pg_sw1 to-lport 100 \
        'outport == @pg_sw1 && ip4' drop
    # A name makes ovn-nbctl turn logging on; keep it for the drops only.
    local acl
    for acl in $(ovn-nbctl --bare --columns=_uuid find ACL action=allow-related); do
        ovn-nbctl set ACL "$acl" log=false
    done
    # Services: load balancer, DHCP, DNS, QoS.
    ovn-nbctl lb-add lb0 10.0.1.100:80 "$web_ip:8080,$app_ip:8080" tcp \
        -- ls-lb-add sw0 lb0 -- ls-lb-add sw1 lb0 -- lr-lb-add lr0 lb0
    local dhcp dns
    dhcp=$(ovn-nbctl create DHCP_Options cidr=10.0.0.0/24 \
        options='"server_id"="10.0.0.1" "server_mac"="50:54:00:00:00:01" "lease_time"="3600" "router"="10.0.0.1"')
    ovn-nbctl lsp-set-dhcpv4-options vm "$dhcp" -- lsp-set-dhcpv4-options peer "$dhcp"
    dns=$(ovn-nbctl create DNS records='{"vm.lab.example"="10.0.0.10","web.lab.example"="10.0.1.10"}')
    ovn-nbctl add Logical_Switch sw0 dns_records "$dns"
    ovn-nbctl qos-add sw0 from-lport 100 'inport == "vm" && tcp.dst == 443' dscp=10
}

plug() { # HV PORT: the interface that a hypervisor's VM would have
    as "$1" ovs-vsctl add-port br-int "$2" -- set Interface "$2" "external-ids:iface-id=$2"
}

bound() { # PORT COLUMN CHASSIS-NAMES: does the SB agree where the port is?
    local uuid name found=
    for uuid in $(ovn-sbctl --bare --columns="$2" find Port_Binding logical_port="$1"); do
        name=$(ovn-sbctl --bare --columns=name list Chassis "$uuid") || return 1
        found+="${found:+ }$name"
    done
    [[ $found == "$3" ]]
}
sync_all() { ovn-nbctl --timeout=60 --wait=hv sync; }

# Where the guests' interfaces are, and the ports that must be bound at the start.
if [[ $small == yes ]]; then
    guests=(hv1:vm hv2:vm hv3:peer hv1:near1)
    bindings=(vm:hv1 peer:hv3 near1:hv1)
else
    guests=(hv1:vm hv2:vm hv3:peer hv1:near1 hv2:near2 hv3:web hv1:app)
    bindings=(vm:hv1 peer:hv3 near1:hv1 near2:hv2 web:hv3 app:hv1 cr-lr0-pub:hv3)
fi
has_guest() { [[ " ${guests[*]} " == *" $1 "* ]]; }

say "building the $topology topology"
if [[ $small == yes ]]; then build_small_topology; else build_topology; fi
for spec in "${guests[@]}"; do
    plug "${spec%:*}" "${spec#*:}"
done
for spec in "${bindings[@]}"; do
    until_true 60 "$spec" bound "${spec%:*}" chassis "${spec#*:}"
done
sync_all

# ------------------------------------------------------- packet experiments

ofport() { as "$1" ovs-vsctl get Interface "$2" ofport; }

vifs=("${guests[@]}" hv1:br-phys-up hv2:br-phys-up hv3:br-phys-up)

record_to() { # FOLDER: fresh pcap files for every interface
    local spec hv iface
    for spec in "${vifs[@]}"; do
        hv=${spec%:*} iface=${spec#*:}
        mkdir -p "$1/$hv"
        as "$hv" ovs-vsctl --if-exists set Interface "$iface" \
            options:tx_pcap="$1/$hv/$iface-tx.pcap" options:rxq_pcap="$1/$hv/$iface-rx.pcap"
    done
}
record_nowhere() { # no pcap file is named in what is captured
    local spec
    for spec in "${vifs[@]}"; do
        as "${spec%:*}" ovs-vsctl \
            -- --if-exists remove Interface "${spec#*:}" options tx_pcap \
            -- --if-exists remove Interface "${spec#*:}" options rxq_pcap
    done
}
frame() { python3 "$here/frames.py" make "$@"; }
inject() { switch "$1" netdev-dummy/receive "$2" "$3" >/dev/null; } # HV IFACE HEX

probe_no=0
probe() { # FILE NAME HV IFACE DESCRIPTION KIND KEY=VALUE...
    local file=$1 name=$2 hv=$3 iface=$4 text=$5 mark hex
    shift 5
    has_guest "$hv:$iface" || return 0
    probe_no=$((probe_no + 1))
    mark=$(printf 'OVNLAB-%s-%03d' "$phase" "$probe_no")
    hex=$(frame "$@" mark="$mark" ident="$((1000 + probe_no))")
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$hv" "$iface" "$mark" "$text" "$hex" >>"$file"
    inject "$hv" "$iface" "$hex"
    sleep 0.1
}

experiment() { # OUTDIR
    local pcaps=$WORK/pcap/$phase list=$WORK/pcap/$phase/probes.tsv
    mkdir -p "$pcaps"
    record_to "$pcaps"
    sleep 0.3
    local to_vm=(icmp "dst=$vm_mac" "dip=$vm_ip") from_vm=(icmp "src=$vm_mac" "sip=$vm_ip")
    probe "$list" peer-to-vm hv3 peer "ICMP echo, unicast within sw0, from hv3" \
        "${to_vm[@]}" src=$peer_mac sip=$peer_ip
    probe "$list" near1-to-vm hv1 near1 "ICMP echo, unicast within sw0, from hv1" \
        "${to_vm[@]}" src=$near1_mac sip=$near1_ip
    probe "$list" near2-to-vm hv2 near2 "ICMP echo, unicast within sw0, from hv2" \
        "${to_vm[@]}" src=$near2_mac sip=$near2_ip
    probe "$list" web-to-vm hv3 web "ICMP echo, routed from sw1, from hv3" \
        icmp src=$web_mac sip=$web_ip dst=$lr_sw1_mac dip=$vm_ip
    probe "$list" vm-hv1-to-peer hv1 vm "ICMP echo from the vm's interface on hv1" \
        "${from_vm[@]}" dst=$peer_mac dip=$peer_ip
    probe "$list" vm-hv2-to-peer hv2 vm "ICMP echo from the vm's interface on hv2" \
        "${from_vm[@]}" dst=$peer_mac dip=$peer_ip
    ! has_guest hv3:web || probe "$list" vm-hv1-to-web hv1 vm "ICMP echo, routed to sw1, from the vm on hv1" \
        "${from_vm[@]}" dst=$lr_sw0_mac dip=$web_ip
    ! has_guest hv3:web || probe "$list" vm-hv2-to-web hv2 vm "ICMP echo, routed to sw1, from the vm on hv2" \
        "${from_vm[@]}" dst=$lr_sw0_mac dip=$web_ip
    probe "$list" peer-broadcast hv3 peer "ARP request for an address nobody has" \
        arp-request src=$peer_mac sip=$peer_ip dip=10.0.0.99
    probe "$list" vm-hv1-broadcast hv1 vm "ARP request for an address nobody has, vm on hv1" \
        arp-request src=$vm_mac sip=$vm_ip dip=10.0.0.98
    probe "$list" vm-hv2-broadcast hv2 vm "ARP request for an address nobody has, vm on hv2" \
        arp-request src=$vm_mac sip=$vm_ip dip=10.0.0.97
    local hv
    for hv in "${hvs[@]}"; do
        switch "$hv" dpctl/dump-flows -m | neutral "$1/$hv/dpctl-dump-flows.txt"
        switch "$hv" dpctl/dump-conntrack | neutral "$1/$hv/dpctl-dump-conntrack.txt"
        switch "$hv" dpctl/show | neutral "$1/$hv/dpctl-show.txt"
    done
    sleep 1
    python3 "$here/frames.py" sightings "$list" "$pcaps" | neutral "$1/experiment.json"
    mkdir -p "$1/pcap"
    for hv in "${hvs[@]}"; do
        mkdir -p "$1/pcap/$hv"
        cp "$pcaps/$hv"/*.pcap "$1/pcap/$hv/"
    done
}

# ----------------------------------------------------------------- captures

# neutral FILE: standard input, with this machine's folders made neutral.
neutral() { sed -e "s#$WORK#/run/ovn-lab#g" -e "s#$prefix/#/usr/#g" >"$1"; }

# shell_words WORD...: a line for a shell, quoted only where it must be.
shell_words() {
    local word line=
    for word; do
        [[ $word =~ ^[A-Za-z0-9_./:=,@%+-]+$ ]] || word="'$word'"
        line+="${line:+ }$word"
    done
    printf '%s\n' "$line"
}

# keep_cmd FILE COMMAND...: a command's output, and next to it how to get it.
keep_cmd() {
    local file=$1
    shift
    shell_words "$@" | neutral "${file%.txt}.cmd"
    "$@" 2>&1 | neutral "$file" || true
}

capture_central() { # OUTDIR
    local table
    [[ $lean == yes && $phase != p2 ]] ||
        ovn-sbctl lflow-list | neutral "$1/lflow-list.txt"
    ovn-sbctl --uuid lflow-list | neutral "$1/lflow-list-uuid.txt"
    ovn-sbctl show | neutral "$1/sbctl-show.txt"
    ovn-nbctl show | neutral "$1/nbctl-show.txt"
    for table in Port_Binding Chassis Encap Datapath_Binding Multicast_Group MAC_Binding FDB; do
        ovn-sbctl -f json list "$table" | neutral "$1/sb-$table.json"
    done
    for table in Logical_Switch_Port ACL; do
        ovn-nbctl -f json list "$table" | neutral "$1/nb-$table.json"
    done
    if [[ $lean == no || $phase == p2 ]]; then
        ovsdb-client dump "$OVN_NB_DB" OVN_Northbound | neutral "$1/nb-dump.txt"
        ovsdb-client dump "$OVN_SB_DB" OVN_Southbound | neutral "$1/sb-dump.txt"
    fi
    ovsdb-client backup "$OVN_NB_DB" OVN_Northbound >"$1/nb.backup"
    ovsdb-client backup "$OVN_SB_DB" OVN_Southbound >"$1/sb.backup"
    ! grep -qF "$WORK" "$1/nb.backup" "$1/sb.backup" || die "a backup names the work folder"
}

capture_hypervisor() { # OUTDIR HV
    local d=$1/$2 hv=$2 table
    as "$hv" ovs-ofctl -O OpenFlow15 dump-flows br-int | neutral "$d/br-int.of15.txt"
    if [[ $lean == no || $phase == p2 ]]; then
        as "$hv" ovs-ofctl -O OpenFlow15 --names --no-stats dump-flows br-int |
            neutral "$d/br-int.of15.names.no-stats.txt"
    fi
    if [[ $lean == no && ($phase == p0 || $phase == p2) ]]; then
        as "$hv" ovs-ofctl dump-flows br-int | neutral "$d/br-int.of10.txt"
    fi
    if [[ $lean == no && $phase == p2 ]]; then   # every rendering, once
        as "$hv" ovs-ofctl -O OpenFlow15 --no-stats dump-flows br-int |
            neutral "$d/br-int.of15.no-stats.txt"
        as "$hv" ovs-ofctl -O OpenFlow15 --names dump-flows br-int |
            neutral "$d/br-int.of15.names.txt"
        [[ $hv != hv2 ]] ||
            ovn-sbctl --uuid --vflows --stats "--ovs=unix:$WORK/$hv/br-int.mgmt" lflow-list |
            neutral "$d/lflow-list.vflows-stats-ovs.txt"
    fi
    as "$hv" ovs-ofctl -O OpenFlow15 dump-groups br-int | neutral "$d/br-int.groups.txt"
    as "$hv" ovs-ofctl -O OpenFlow15 dump-meters br-int | neutral "$d/br-int.meters.txt"
    as "$hv" ovs-ofctl -O OpenFlow15 dump-ports-desc br-int | neutral "$d/br-int.ports-desc.txt"
    as "$hv" ovs-ofctl dump-flows br-phys | neutral "$d/br-phys.of10.txt"
    switch "$hv" fdb/show br-phys | neutral "$d/br-phys.fdb.txt"
    as "$hv" ovs-vsctl show | neutral "$d/vsctl-show.txt"
    for table in Interface Open_vSwitch Bridge Port; do
        as "$hv" ovs-vsctl -f json list "$table" | neutral "$d/ovs-$table.json"
    done
    controller "$hv" ct-zone-list | neutral "$d/ct-zone-list.txt"
    controller "$hv" debug/dump-local-bindings 2>&1 | neutral "$d/local-bindings.txt" || true
    tail -c "+$((${log_at[$hv]:-0} + 1))" "$WORK/$hv/ovn-controller.log" |
        neutral "$d/ovn-controller.log"
    log_at[$hv]=$(stat -c %s "$WORK/$hv/ovn-controller.log")
}

capture_traces() { # OUTDIR
    local t=$1/traces hv style in tun keys
    mkdir -p "$t"
    local vm_to_peer="inport == \"vm\" && eth.src == $vm_mac && eth.dst == $peer_mac && ip4.src == $vm_ip && ip4.dst == $peer_ip && ip.ttl == 64 && icmp4.type == 8"
    local peer_to_vm="inport == \"peer\" && eth.src == $peer_mac && eth.dst == $vm_mac && ip4.src == $peer_ip && ip4.dst == $vm_ip && ip.ttl == 64 && icmp4.type == 8"
    local web_to_vm="inport == \"web\" && eth.src == $web_mac && eth.dst == $lr_sw1_mac && ip4.src == $web_ip && ip4.dst == $vm_ip && ip.ttl == 64 && icmp4.type == 8"
    local vm_to_vip="inport == \"vm\" && eth.src == $vm_mac && eth.dst == $lr_sw0_mac && ip4.src == $vm_ip && ip4.dst == 10.0.1.100 && ip.ttl == 64 && tcp.src == 40000 && tcp.dst == 80"
    local vm_out="inport == \"vm\" && eth.src == $vm_mac && eth.dst == $lr_sw0_mac && ip4.src == $vm_ip && ip4.dst == 192.0.2.1 && ip.ttl == 64 && tcp.src == 40000 && tcp.dst == 443"
    local vm_arp="inport == \"vm\" && eth.src == $vm_mac && eth.dst == ff:ff:ff:ff:ff:ff && arp.op == 1 && arp.sha == $vm_mac && arp.spa == $vm_ip && arp.tha == 00:00:00:00:00:00"
    local vm_spoof="inport == \"vm\" && eth.src == 50:54:00:00:00:66 && eth.dst == $peer_mac && ip4.src == 10.0.0.66 && ip4.dst == $peer_ip && ip.ttl == 64 && icmp4.type == 8"
    local vm_dhcp="inport == \"vm\" && eth.src == $vm_mac && eth.dst == ff:ff:ff:ff:ff:ff && ip4.src == 0.0.0.0 && ip4.dst == 255.255.255.255 && ip.ttl == 64 && udp.src == 68 && udp.dst == 67"
    local drop9999="inport == \"peer\" && eth.src == $peer_mac && eth.dst == $vm_mac && ip4.src == $peer_ip && ip4.dst == $vm_ip && ip.ttl == 64 && udp.src == 5000 && udp.dst == 9999"
    if [[ $lean == no || $phase == p0 || $phase == p2 ]]; then
        for style in detailed summary minimal; do
            keep_cmd "$t/ovn-trace.vm-to-peer.$style.txt" ovn-trace "--$style" sw0 "$vm_to_peer"
            keep_cmd "$t/ovn-trace.peer-to-vm.$style.txt" ovn-trace "--$style" sw0 "$peer_to_vm"
            keep_cmd "$t/ovn-trace.web-to-vm.$style.txt" ovn-trace "--$style" sw1 "$web_to_vm"
        done
        keep_cmd "$t/ovn-trace.peer-to-vm.all.txt" ovn-trace --all sw0 "$peer_to_vm"
        keep_cmd "$t/ovn-trace.peer-to-vm.ct-new.txt" ovn-trace --ct=new sw0 "$peer_to_vm"
        keep_cmd "$t/ovn-trace.vm-to-vip.txt" ovn-trace --ct=new --lb-dst="$web_ip:8080" sw0 "$vm_to_vip"
        keep_cmd "$t/ovn-trace.vm-to-external.txt" ovn-trace --ct=new sw0 "$vm_out"
        keep_cmd "$t/ovn-trace.vm-arp-peer.txt" ovn-trace sw0 "$vm_arp && arp.tpa == $peer_ip"
        keep_cmd "$t/ovn-trace.vm-arp-nobody.txt" ovn-trace sw0 "$vm_arp && arp.tpa == 10.0.0.98"
        keep_cmd "$t/ovn-trace.vm-spoofed.txt" ovn-trace sw0 "$vm_spoof"
        keep_cmd "$t/ovn-trace.vm-dhcp.txt" ovn-trace sw0 "$vm_dhcp"
        keep_cmd "$t/ovn-trace.peer-to-vm-9999.txt" ovn-trace --ct=new sw0 "$drop9999"
        for hv in "${hvs[@]}"; do
            [[ $phase == p2 ]] || break
            keep_cmd "$t/ovn-trace.peer-to-vm.ovs-$hv.txt" \
                ovn-trace "--ovs=unix:$WORK/$hv/br-int.mgmt" sw0 "$peer_to_vm"
        done
    fi

    local icmp=icmp,nw_ttl=64,icmp_type=8,icmp_code=0
    local e_vm_peer="$icmp,dl_src=$vm_mac,dl_dst=$peer_mac,nw_src=$vm_ip,nw_dst=$peer_ip"
    local e_peer_vm="$icmp,dl_src=$peer_mac,dl_dst=$vm_mac,nw_src=$peer_ip,nw_dst=$vm_ip"
    local e_arp="arp,dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1"
    of_trace() { # HV NAME FLOW
        shell_words ovs-appctl ofproto/trace br-int "$3" >"$t/ofproto-trace.$1.$2.cmd"
        { switch "$1" ofproto/trace br-int "$3" 2>&1 || true; } |
            neutral "$t/ofproto-trace.$1.$2.txt"
    }
    for hv in hv1 hv2; do
        in=$(ofport "$hv" vm)
        of_trace "$hv" vm-to-peer "in_port=$in,$e_vm_peer"
        [[ $lean == yes ]] ||
            of_trace "$hv" vm-to-web "in_port=$in,$icmp,dl_src=$vm_mac,dl_dst=$lr_sw0_mac,nw_src=$vm_ip,nw_dst=$web_ip"
        of_trace "$hv" vm-broadcast "in_port=$in,$e_arp,dl_src=$vm_mac,arp_sha=$vm_mac,arp_spa=$vm_ip,arp_tpa=10.0.0.98"
        of_trace "$hv" vm-rarp "in_port=$in,dl_type=0x8035,dl_src=$vm_mac,dl_dst=ff:ff:ff:ff:ff:ff"
        of_trace "$hv" vm-garp "in_port=$in,$e_arp,dl_src=$vm_mac,arp_sha=$vm_mac,arp_spa=$vm_ip,arp_tpa=$vm_ip"
    done
    of_trace hv1 near1-to-vm "in_port=$(ofport hv1 near1),$icmp,dl_src=$near1_mac,dl_dst=$vm_mac,nw_src=$near1_ip,nw_dst=$vm_ip"
    of_trace hv2 near2-to-vm "in_port=$(ofport hv2 near2),$icmp,dl_src=$near2_mac,dl_dst=$vm_mac,nw_src=$near2_ip,nw_dst=$vm_ip"
    of_trace hv3 peer-to-vm "in_port=$(ofport hv3 peer),$e_peer_vm"
    of_trace hv3 peer-broadcast "in_port=$(ofport hv3 peer),$e_arp,dl_src=$peer_mac,arp_sha=$peer_mac,arp_spa=$peer_ip,arp_tpa=10.0.0.99"
    of_trace hv3 web-to-vm "in_port=$(ofport hv3 web),$icmp,dl_src=$web_mac,dl_dst=$lr_sw1_mac,nw_src=$web_ip,nw_dst=$vm_ip"
    # As if it came out of the tunnel from hv3: VNI is the datapath's key, and
    # the Geneve option holds the logical ingress and egress ports' keys.
    keys=$(printf '0x%x' $(($(key_of_port peer) << 16 | $(key_of_port vm))))
    for hv in hv1 hv2; do
        tun=$(tunnel_port "$hv" hv3)
        [[ -n $tun ]] || continue
        of_trace "$hv" tunnel-peer-to-vm \
            "in_port=$tun,tun_id=$(key_of_switch sw0),tun_src=192.168.0.13,tun_dst=192.168.0.1${hv#hv},tun_metadata0=$keys,$e_peer_vm"
    done
    if [[ $topology == localnet ]]; then
        for hv in "${hvs[@]}"; do
            in=$(patch_port "$hv" ln-sw0)
            [[ -n $in ]] || continue
            of_trace "$hv" localnet-peer-to-vm "in_port=$in,$e_peer_vm"
        done
    fi
    if command -v ovn-detrace >/dev/null; then
        local name
        for name in hv3.peer-to-vm hv2.vm-to-peer; do
            ovn-detrace --ovnsb="$OVN_SB_DB" --ovnnb="$OVN_NB_DB" \
                <"$t/ofproto-trace.$name.txt" 2>/dev/null |
                neutral "$t/ovn-detrace.$name.txt" || rm -f "$t/ovn-detrace.$name.txt"
        done
    fi
}
key_of_port() { ovn-sbctl --bare --columns=tunnel_key find Port_Binding logical_port="$1"; }
key_of_switch() { ovn-sbctl --bare --columns=tunnel_key find Datapath_Binding external_ids:name="$1"; }
tunnel_port() { # HV OTHER-CHASSIS
    as "$1" ovs-vsctl --bare --columns=name,ofport,options find Interface type=geneve |
        python3 -c 'import sys
for block in sys.stdin.read().split("\n\n"):
    lines = [line for line in block.splitlines() if line]
    if len(lines) >= 3 and "remote_ip=192.168.0.1'"${2#hv}"'" in lines[2].split():
        print(lines[1])'
}
patch_port() { # HV LOCALNET-PORT
    as "$1" ovs-vsctl --if-exists get Interface "patch-br-int-to-$2" ofport
}

now_ms() { date +%s%3N; }

# phase_done WHAT: experiment and captures of one phase.
phase_done() {
    local d=$OUT/$phase hv
    say "$phase: $1 (converged in $took ms); experiment"
    rm -rf "$d"
    for hv in "${hvs[@]}"; do mkdir -p "$d/$hv"; done
    [[ ! -e $WORK/$phase-stream.json ]] || cp "$WORK/$phase-stream.json" "$d/stream.json"
    sync_all
    [[ $small == yes ]] || capture_traces "$d"
    experiment "$d"
    [[ $small == no ]] || record_nowhere
    sync_all
    say "$phase: captures"
    capture_central "$d"
    for hv in "${hvs[@]}"; do capture_hypervisor "$d" "$hv"; done
    python3 - "$phase" "$1" "$took" "$topology" <<'PY' >"$d/phase.json"
import datetime, json, subprocess, sys
def sb(column):
    text = subprocess.run(["ovn-sbctl", "--bare", "--columns=" + column, "find",
                           "Port_Binding", "logical_port=vm"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    if column in ("options", "up", "tunnel_key"):
        return text
    return [subprocess.run(["ovn-sbctl", "--bare", "--columns=name", "list", "Chassis", uuid],
                           stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
            for uuid in text]
columns = ("chassis", "requested_chassis", "additional_chassis",
           "requested_additional_chassis", "options", "up", "tunnel_key")
now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
json.dump({"phase": sys.argv[1], "taken": now, "what": sys.argv[2], "topology": sys.argv[4],
           "milliseconds_to_converge": int(sys.argv[3]),
           "port_binding_vm": {column: sb(column) for column in columns}},
          sys.stdout, indent=1)
print()
PY
}

# set_vm OPTION...: replace the vm port's options and wait for the hypervisors.
set_vm() { ovn-nbctl --timeout=60 --wait=hv lsp-set-options vm "$@"; }

# vm_is CHASSIS ADDITIONAL: wait until the SB says so and every hypervisor has
# programmed flows for it.
vm_is() {
    until_true 30 "vm on $1" bound vm chassis "$1"
    until_true 30 "vm also on '$2'" bound vm additional_chassis "$2"
    sync_all
}

# Two streams of numbered packets run while a phase begins: peer to vm, and
# from the vm's interface on hv2 to peer.
start_streams() {
    local dir=$WORK/pcap/$phase-stream
    mkdir -p "$dir"
    record_to "$dir"
    sleep 0.3
    python3 "$here/frames.py" stream "$WORK/hv3/ovs-vswitchd.ctl" peer "OVNLAB-$phase-in" 10 120 \
        icmp src=$peer_mac sip=$peer_ip dst=$vm_mac dip=$vm_ip ident=$((500 + ${phase#p})) \
        >"$dir/in.tsv" &
    stream_pids=($!)
    python3 "$here/frames.py" stream "$WORK/hv2/ovs-vswitchd.ctl" vm "OVNLAB-$phase-out" 10 120 \
        icmp src=$vm_mac sip=$vm_ip dst=$peer_mac dip=$peer_ip ident=$((600 + ${phase#p})) \
        >"$dir/out.tsv" &
    stream_pids+=($!)
    until_true 10 "the streams to start" test -s "$dir/in.tsv" -a -s "$dir/out.tsv"
    sleep 0.2
    begun=$(now_ms)
}
end_streams() { # OUTFILE
    local dir=$WORK/pcap/$phase-stream
    took=$(($(now_ms) - begun))
    wait "${stream_pids[@]}"
    sleep 0.3
    python3 "$here/frames.py" arrivals "$dir" "$begun" "$took" | neutral "$WORK/$phase-stream.json"
}

if [[ -n $fault ]]; then
    run_fault "$fault"
    exit 0
fi

done_after() { ((phases > $1)) || { say "stopped after $1 phase(s), as asked"; exit 0; }; }

{
    ovn-northd --version | head -1
    ovn-controller --version | head -1
    ovs-vswitchd --version | head -1
    ovn-nbctl --version | tail -1
    ovn-sbctl --version | tail -1
    echo "options: --topology $topology --strategy $strategy --activate-with $activate_with" \
        "--port-security $port_security"
} >"$OUT/versions.txt"

# Let the underlay learn where everyone is, as real guests' traffic would.
inject hv1 vm "$(frame garp src=$vm_mac sip=$vm_ip)"
inject hv3 peer "$(frame garp src=$peer_mac sip=$peer_ip)"
inject hv1 near1 "$(frame garp src=$near1_mac sip=$near1_ip)"
! has_guest hv2:near2 || inject hv2 near2 "$(frame garp src=$near2_mac sip=$near2_ip)"
sleep 1

phase=p0
begun=$(now_ms)
set_vm requested-chassis=hv1
vm_is hv1 ''
took=$(($(now_ms) - begun))
phase_done "requested-chassis=hv1"
done_after 1

phase=p1
start_streams
set_vm requested-chassis=hv1,hv2
vm_is hv1 hv2
end_streams
phase_done "requested-chassis=hv1,hv2"
done_after 2

# A clean start: back to hv1 alone, strategy first, and then the list.
phase=p2
set_vm requested-chassis=hv1
vm_is hv1 ''
set_vm requested-chassis=hv1 activation-strategy="$strategy"
start_streams
set_vm requested-chassis=hv1,hv2 activation-strategy="$strategy"
vm_is hv1 hv2
end_streams
phase_done "requested-chassis=hv1,hv2 activation-strategy=$strategy, not activated"
done_after 3

phase=p3
activated_on() {
    [[ $(ovn-sbctl --if-exists get Port_Binding vm options:additional-chassis-activated |
         tr -d '"') == "$1" ]]
}
! activated_on hv2 || die "hv2 was active before it was activated"
case $activate_with in
    rarp) hex=$(frame rarp src=$vm_mac mark=OVNLAB-activate) ;;
    garp) hex=$(frame garp src=$vm_mac sip=$vm_ip mark=OVNLAB-activate) ;;
    na) hex=$(frame na src=$vm_mac sip=$vm_ip6) ;;
    *) die "cannot activate with $activate_with" ;;
esac
start_streams
inject hv2 vm "$hex"
until_true 30 "the controller on hv2 to activate vm" activated_on hv2
vm_is hv1 hv2
end_streams
printf '%s\t%s\t%s\t%s\t%s\t%s\n' activation hv2 vm OVNLAB-activate \
    "$activate_with from the vm's interface on hv2" "$hex" >"$WORK/activation.tsv"
phase_done "$activate_with from hv2's vm activated the port"
python3 "$here/frames.py" sightings "$WORK/activation.tsv" "$WORK/pcap/p3-stream" |
    neutral "$OUT/p3/activation.json"
done_after 4

phase=p4
start_streams
set_vm requested-chassis=hv2 activation-strategy="$strategy"
vm_is hv2 ''
end_streams
phase_done "requested-chassis=hv2"
say "done: captures in $OUT"
