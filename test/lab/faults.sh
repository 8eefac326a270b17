# shellcheck shell=bash
# Live migrations that go wrong, each made on purpose: sourced by
# migration-lab.sh, whose functions and variables are used here.
#
# A fault is a function fault_ID_NAME (with _ for -) and, unless it says
# otherwise, starts where p0 stands: vm on hv1, an interface for it on hv2.
# It changes the network with `step`, which records what was done, and states
# with `expect` and `expect_vm` what must then be seen.  Both end up in
# fault.json; what is expected is written from what OVN is known to do, and
# never from what the run has shown.  Tables are those of OVN 23.03.

fault_names() {
    declare -F | sed -n 's/^declare -f fault_\([A-Z]\)/\1/p' | tr _ - | sort
}

# Where the switch must have no localnet port for the fault to show.
fault_topology() {
    case $1 in
        MC02-missing-clone) echo overlay ;;
        *) echo localnet ;;
    esac
}

step() { # COMMAND...: do it, and remember that it was done
    fault_steps+=("$(shell_words "$@")")
    "$@"
}
say_step() { fault_steps+=("$1"); } # what no single command shows
expect() { # FILE COUNT REGEX: so many lines of the file match; "2+" is two or more
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$WORK/expect.tsv"
}
expect_port() { # PORT COLUMN VALUE: what the SB must say of a port; chassis by name
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$WORK/expect-port.tsv"
}
expect_vm() { expect_port vm "$@"; }
# list NAMES [STRATEGY]: what a CMS would write.
list() {
    step ovn-nbctl set Logical_Switch_Port vm "options:requested-chassis=\"$1\"" \
        ${2:+"options:activation-strategy=\"$2\""}
}

vm_at() { # MAIN ADDITIONAL [HV...]: wait for the SB, and for these hosts' flows
    local main=$1 additional=$2
    shift 2
    until_true 30 "vm on '$main'" bound vm chassis "$main"
    until_true 30 "vm also on '$additional'" bound vm additional_chassis "$additional"
    caught_up "${@:-${hvs[@]}}"
}
caught_up() { # HV...: they have programmed what the NB says now
    local hv cfg
    set -- ${*:-"${hvs[@]}"}
    ovn-nbctl --timeout=30 --wait=sb sync
    cfg=$(ovn-nbctl --bare --columns=nb_cfg list NB_Global)
    for hv; do until_true 30 "$hv to catch up" has_cfg "$hv" "$cfg"; done
}
has_cfg() { (($(ovn-sbctl --bare --columns=nb_cfg find Chassis_Private name="$1") >= $2)); }
vm_option_is() { # OPTION VALUE
    [[ $(ovn-sbctl --if-exists get Port_Binding vm "options:$1" | tr -d '"') == "$2" ]]
}

guest_sends() { # HV COUNT: ICMP to peer from the vm's interface on a host
    local i
    say_step "$2 ICMP packets to peer, sent by the guest on $1"
    for ((i = 0; i < $2; i++)); do
        inject "$1" vm "$(frame icmp src=$vm_mac sip=$vm_ip dst=$peer_mac dip=$peer_ip ident=$((700 + i)) mark=guest)"
    done
}
guest_announces() { # HV: the RARP of QEMU
    say_step "a RARP, sent by the guest on $1"
    inject "$1" vm "$(frame rarp src=$vm_mac mark=announce)"
    until_true 30 "$1 to be activated" vm_option_is additional-chassis-activated "$1"
}

stop_controller() { # HV: it ends and leaves its flows, as when it crashes
    step controller "$1" exit --restart
    until_true 10 "the controller of $1 to end" controller_gone "$1"
}
controller_gone() { [[ ! -e $WORK/$1/ovn-controller.pid ]]; }

# Regular expressions for rows of an OpenFlow dump, and how many packets they counted.
any='[0-9]+' some='[1-9][0-9]*' none=0
row() { # TABLE PACKETS REST
    printf '%s' "table=$1, n_packets=$2, .*priority=$3"
}
enc="set_field:0x1/0xffffff->tun_id,set_field:0x1->tun_metadata0,move:NXM_NX_REG14\[0..14\]->NXM_NX_TUN_METADATA0\[16..30\],output:"
clone_row() { # HV OTHER...: the row that sends what is for vm to other hosts
    local hv=$1 other outputs=
    shift
    for other; do outputs+="$enc$(tunnel_port "$hv" "$other"),"; done
    row 39 "$any" "100,reg15=0x1,metadata=0x1 actions=${outputs}resubmit\(,40\)"
}
no_clone() { expect "$1/br-int.txt" 0 "$(row 39 "$any" '100,reg15=0x1,metadata=0x1 ')"; }
clone() { expect "$1/br-int.txt" 1 "$(clone_row "$@")"; }
# live HV, absent HV: whether a host delivers to vm's interface there.
live() {
    expect "$1/br-int.txt" 1 "$(row 65 "$any" "100,reg15=0x1,metadata=0x1 actions=output:$(ofport "$1" vm)")"
    expect "$1/br-int.txt" 1 "$(row 0 "$any" "100,in_port=$(ofport "$1" vm) ")"
}
absent() { expect "$1/br-int.txt" 0 "$(row 65 "$any" '100,reg15=0x1,metadata=0x1 ')"; }
# blocked HV, open_to_all HV: the three rows of an activation strategy.
blocked() { # HV [PACKETS-FROM-GUEST [PACKETS-TO-GUEST]]
    local port
    port=$(ofport "$1" vm)
    expect "$1/br-int.txt" 1 "$(row 0 "$none" "1010,rarp,in_port=$port .*userdata=00\.00\.00\.1a\.")"
    expect "$1/br-int.txt" 1 "$(row 0 "${2:-$any}" "1000,in_port=$port actions=drop")"
    expect "$1/br-int.txt" 1 "$(row 65 "${3:-$any}" '1000,reg15=0x1,metadata=0x1 actions=drop')"
}
open_to_all() {
    expect "$1/br-int.txt" 0 "$(row 0 "$any" '10[01]0,')"
    expect "$1/br-int.txt" 0 "$(row 65 "$any" '1000,')"
}
measures() { # HV MTU: the four rows that check the length of vm's packets
    expect "$1/br-int.txt" 4 "$(row 37 "$any" "100,.*actions=check_pkt_larger\($2\)")"
}

# ------------------------------------------------------------------- faults

fault_OK_waiting() {
    fault_what="Nothing is wrong: hv2 is bound and blocked, its guest is silent, and peers send."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    fault_probe_times=10
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_vm requested_additional_chassis hv2; expect_vm up true
    clone hv3 hv1 hv2; clone hv1 hv2; clone hv2 hv1
    blocked hv2 "$none" "$some"
    open_to_all hv1
}

fault_MC01_missing_tunnel() {
    fault_what="hv3 has no tunnel to hv2, since their transport zones differ: peer's packets are not cloned to hv2."
    step as hv1 ovs-vsctl set Open_vSwitch . external-ids:ovn-transport-zones=east,west
    step as hv2 ovs-vsctl set Open_vSwitch . external-ids:ovn-transport-zones=west
    step as hv3 ovs-vsctl set Open_vSwitch . external-ids:ovn-transport-zones=east
    until_true 30 "hv3 to lose its tunnel" has_no_tunnel hv3 hv2
    list hv1,hv2
    vm_at hv1 hv2
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    clone hv3 hv1; clone hv1 hv2; clone hv2 hv1
    live hv1; live hv2
    expect hv3/ovn-controller.log "1+" 'Failed to locate tunnel to reach additional chassis hv2 for port vm'
    expect hv3/ovs-Interface.json 0 'remote_ip","192\.168\.0\.12'
}
has_no_tunnel() { [[ -z $(tunnel_port "$1" "$2") ]]; }

fault_MC02_missing_clone() {
    fault_what="hv3's ovn-controller hangs: hv2 is bound, but hv3 goes on sending to hv1 alone."
    step controller hv3 debug/pause
    list hv1,hv2
    vm_at hv1 hv2 hv1 hv2
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    clone hv3 hv1; clone hv1 hv2; clone hv2 hv1
    live hv1; live hv2
}

fault_MC03_never_activated() {
    fault_what="The guest runs on hv2 and sends, but nobody announced it by RARP: hv2 drops all that it sends."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_sends hv2 20
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_vm options:activation-strategy rarp
    blocked hv2 20 "$any"
    clone hv3 hv1 hv2
}

fault_MC05_void_strategy() {
    fault_what="The strategy garp, which this release does not know: hv2 is live at once, and nothing is blocked."
    list hv1,hv2 garp
    vm_at hv1 hv2
    expect_vm options:activation-strategy garp; expect_vm additional_chassis hv2
    open_to_all hv2; live hv2; live hv1
    clone hv3 hv1 hv2
    expect hv2/ovn-controller.log "1+" 'Unknown activation strategy defined for port vm: garp'
}

fault_MC06_stale_flag() {
    fault_what="A migration to hv2 was activated and given up, and the list went straight to hv1,hv3: the flag still names hv2."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_announces hv2
    step plug hv3 vm
    vifs+=(hv3:vm)
    list hv1,hv3
    vm_at hv1 hv3
    expect_vm chassis hv1; expect_vm additional_chassis hv3
    expect_vm options:additional-chassis-activated hv2
    blocked hv3; absent hv2
    clone hv1 hv3; clone hv2 hv1 hv3; clone hv3 hv1
}

fault_MC06_stale_flag_unblocks() {
    fault_what="As MC06-stale-flag, and then the list is hv1,hv2 again: hv2 starts unblocked, and packets arrive twice."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_announces hv2
    step plug hv3 vm
    vifs+=(hv3:vm)
    list hv1,hv3
    vm_at hv1 hv3
    list hv1,hv2
    vm_at hv1 hv2
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_vm options:additional-chassis-activated hv2
    expect_vm options:activation-strategy rarp
    open_to_all hv2; live hv1; live hv2
    clone hv3 hv1 hv2
}

fault_MC09_main_unplugged() {
    fault_what="hv1's interface went away before the list was shortened, and hv2 is still blocked: vm is reached nowhere."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    step as hv1 ovs-vsctl del-port br-int vm
    vm_at '' hv2
    expect_vm chassis ''; expect_vm additional_chassis hv2
    expect_vm requested_chassis hv1; expect_vm up false
    blocked hv2 "$none" "$some"; absent hv1
    clone hv3 hv2; clone hv1 hv2; no_clone hv2
}

fault_MC09_main_unplugged_open() {
    fault_what="hv1's interface went away before the list was shortened; hv2 is not blocked, so vm is reached there."
    list hv1,hv2
    vm_at hv1 hv2
    step as hv1 ovs-vsctl del-port br-int vm
    vm_at '' hv2
    expect_vm chassis ''; expect_vm additional_chassis hv2; expect_vm up false
    open_to_all hv2; live hv2; absent hv1
    clone hv3 hv2; clone hv1 hv2; no_clone hv2
}

fault_MC10_unknown_first() {
    fault_what="The first name of the list is no chassis: the second becomes the main one at once, and the strategy is void."
    list nowhere,hv2 rarp
    vm_at hv2 ''
    expect_vm chassis hv2; expect_vm additional_chassis ''
    expect_vm requested_chassis hv2; expect_vm requested_additional_chassis ''
    open_to_all hv2; live hv2; absent hv1; no_clone hv3
    expect ovn-northd.log "1+" "Unknown chassis 'nowhere' set in options:requested-chassis on LSP 'vm'"
}

fault_MC10_unknown_second() {
    fault_what="The second name of the list is no chassis: nothing is prepared anywhere."
    list hv1,nowhere rarp
    vm_at hv1 ''
    expect_vm chassis hv1; expect_vm additional_chassis ''
    expect_vm requested_chassis hv1; expect_vm requested_additional_chassis ''
    live hv1; absent hv2; no_clone hv3
    expect ovn-northd.log "1+" "Unknown chassis 'nowhere' set in options:requested-chassis on LSP 'vm'"
}

fault_MC11_same_hostname() {
    fault_what="hv2 and hv3 both call themselves node-b, and the list names node-b: which one is meant is not said."
    local hv
    for hv in hv2 hv3; do
        step as "$hv" ovs-vsctl set Open_vSwitch . external-ids:hostname=node-b
        until_true 30 "the hostname of $hv" hostname_is "$hv" node-b
    done
    list hv1,node-b
    until_true 30 "an additional request" has_additional_request
    sleep 2
    expect_vm chassis hv1
    expect sb-Chassis.json 1 '"node-b".*"node-b"'
    live hv1
}
hostname_is() { [[ $(ovn-sbctl --bare --columns=hostname find Chassis name="$1") == "$2" ]]; }
has_additional_request() {
    [[ -n $(ovn-sbctl --bare --columns=requested_additional_chassis find Port_Binding logical_port=vm) ]]
}

fault_MC12_no_interface() {
    fault_what="The list names hv2, but hv2 has no interface for vm: nothing is bound there."
    step as hv2 ovs-vsctl del-port br-int vm
    list hv1,hv2 rarp
    vm_at hv1 ''
    expect_vm chassis hv1; expect_vm additional_chassis ''
    expect_vm requested_additional_chassis hv2
    expect hv2/ovs-Interface.json 0 '"iface-id","vm"'
    live hv1; absent hv2; no_clone hv3; no_clone hv1
}

fault_MC13_two_mains() {
    fault_what="No chassis is requested and two have an interface for vm: they take it from each other again and again."
    step ovn-nbctl remove Logical_Switch_Port vm options requested-chassis
    until_true 30 "hv1 to claim vm again" has_claimed hv1 2
    until_true 30 "hv2 to claim vm again" has_claimed hv2 2
    expect_vm options:requested-chassis ''; expect_vm additional_chassis ''
    expect hv1/ovn-controller.log "2+" 'Changing chassis for lport vm from hv2 to hv1'
    expect hv2/ovn-controller.log "2+" 'Changing chassis for lport vm from hv1 to hv2'
    expect hv1/ovs-Interface.json 1 '"iface-id","vm"'
    expect hv2/ovs-Interface.json 1 '"iface-id","vm"'
}
has_claimed() { # HV TIMES
    (($(tail -c "+$((log_at[$1] + 1))" "$WORK/$1/ovn-controller.log" |
        grep -cF 'Changing chassis for lport vm') >= $2))
}

fault_MC14_mtu() {
    fault_what="vm's interfaces have an MTU of 9000 and the underlay has 1500: what is let into the tunnel does not fit."
    local hv
    for hv in hv1 hv2; do
        step as "$hv" ovs-vsctl set Interface vm mtu_request=9000
        until_true 30 "the MTU on $hv" mtu_is "$hv" vm 9000
    done
    list hv1,hv2
    vm_at hv1 hv2
    expect_vm additional_chassis hv2
    measures hv1 8942; measures hv2 8942
    expect hv1/ovs-Interface.json 1 '"br-phys"'
    clone hv3 hv1 hv2
}
mtu_is() { [[ $(as "$1" ovs-vsctl get Interface "$2" mtu) == "$3" ]]; }

fault_MC16_both_live() {
    fault_what="No strategy: while both places are bound, each packet to vm is delivered twice."
    list hv1,hv2
    vm_at hv1 hv2
    fault_probe_times=10
    expect_vm additional_chassis hv2; expect_vm options:activation-strategy ''
    open_to_all hv2; clone hv3 hv1 hv2
    local hv
    for hv in hv1 hv2; do
        expect "$hv/br-int.txt" 1 "$(row 65 "$some" "100,reg15=0x1,metadata=0x1 actions=output:$(ofport "$hv" vm)")"
    done
}

fault_MC22_list_left() {
    fault_what="The migration is over and hv1's interface is gone, but the list, now hv2,hv1, was never shortened to hv2."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_announces hv2
    list hv2,hv1
    vm_at hv2 hv1
    step as hv1 ovs-vsctl del-port br-int vm
    vm_at hv2 ''
    expect_vm chassis hv2; expect_vm additional_chassis ''
    expect_vm requested_chassis hv2; expect_vm requested_additional_chassis hv1
    expect_vm options:additional-chassis-activated hv2
    expect hv1/ovs-Interface.json 0 '"iface-id","vm"'
    live hv2; absent hv1; no_clone hv3
}

fault_MC23_container_stays() {
    fault_what="vm holds a container's port, child, on VLAN 5, which this release does not bind as additional: hv2 is bound for vm alone."
    step ovn-nbctl lsp-add sw0 child vm 5 -- lsp-set-addresses child "50:54:00:00:00:40 10.0.0.40"
    until_true 30 "child on hv1" bound child chassis hv1
    list hv1,hv2
    vm_at hv1 hv2
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_port child parent_port vm
    expect_port child additional_chassis ''
    clone hv3 hv1 hv2; live hv2
    expect hv1/br-int.txt 1 "$(row 0 "$any" "150,in_port=$(ofport hv1 vm),dl_vlan=5 ")"
    expect hv3/br-int.txt 0 "$(row 39 "$any" "100,reg15=0x$(printf %x "$(key_of_port child)"),metadata=0x1 ")"
}

fault_MC27_stale_main() {
    fault_what="hv1's ovn-controller died before the last step: vm belongs to hv2, and hv1 still delivers to its own copy."
    list hv1,hv2
    vm_at hv1 hv2
    stop_controller hv1
    list hv2
    vm_at hv2 '' hv2 hv3
    expect_vm chassis hv2; expect_vm additional_chassis ''
    live hv1; live hv2; clone hv1 hv2; no_clone hv2; no_clone hv3
    measures hv1 1442
    expect hv2/br-int.txt 0 "$(row 37 "$any" '100,')"
}

fault_MC30_unknown_strategy() {
    fault_what="The strategy is a word that no release knows: hv2 is live at once, and nothing is blocked."
    list hv1,hv2 announce
    vm_at hv1 hv2
    expect_vm options:activation-strategy announce; expect_vm additional_chassis hv2
    open_to_all hv2; live hv2
    clone hv3 hv1 hv2
    expect hv2/ovn-controller.log "1+" 'Unknown activation strategy defined for port vm: announce'
}

fault_MC31_no_port_security() {
    fault_what="hv2 has recomputed while it is additional: it has no port security for vm, and lets any sender through."
    list hv1,hv2
    vm_at hv1 hv2
    step controller hv2 recompute
    caught_up
    expect_vm additional_chassis hv2
    expect nb-Logical_Switch_Port.json 1 '50:54:00:00:00:10 10\.0\.0\.10'
    expect hv1/br-int.txt "10+" 'table=7[345], '
    expect hv2/br-int.txt 0 'table=7[345], '
    live hv2; clone hv3 hv1 hv2
}

fault_MC32_cut_off() {
    fault_what="hv2 lost the southbound database before the guest's RARP: the RARP is seen, but hv2 stays blocked."
    local port
    # A door of its own, so that it can be shut for hv2 alone.
    ovs-appctl -t "$WORK/sb/ovsdb-server.ctl" ovsdb-server/add-remote "punix:$WORK/sb/hv2.sock"
    as hv2 ovs-vsctl set Open_vSwitch . "external-ids:ovn-remote=unix:$WORK/sb/hv2.sock"
    sleep 1
    list hv1,hv2 rarp
    vm_at hv1 hv2
    say_step "hv2's connection to the southbound database ends"
    ovs-appctl -t "$WORK/sb/ovsdb-server.ctl" ovsdb-server/remove-remote "punix:$WORK/sb/hv2.sock"
    until_true 20 "hv2 to be cut off" is_cut_off hv2
    say_step "a RARP, sent by the guest on hv2"
    inject hv2 vm "$(frame rarp src=$vm_mac mark=announce)"
    sleep 2
    guest_sends hv2 5
    expect_vm additional_chassis hv2; expect_vm options:additional-chassis-activated ''
    port=$(ofport hv2 vm)
    expect hv2/br-int.txt 1 "$(row 0 1 "1010,rarp,in_port=$port ")"
    expect hv2/br-int.txt 1 "$(row 0 5 "1000,in_port=$port actions=drop")"
    expect hv2/br-int.txt 1 "$(row 65 "$any" '1000,reg15=0x1,metadata=0x1 actions=drop')"
    expect hv2/ovn-controller.log "1+" 'reconnect\|'
}
is_cut_off() { [[ $(controller "$1" connection-status) == "not connected" ]]; }

fault_MC33_no_rows() {
    fault_what="hv2's switch speaks OpenFlow 1.0 only, so its ovn-controller installs nothing: vm belongs to hv2, and hv2 has no row for it."
    step as hv2 ovs-vsctl set Bridge br-int protocols=OpenFlow10
    sleep 2
    list hv2
    vm_at hv2 '' hv1 hv3
    sleep 1
    expect_vm chassis hv2; expect_vm additional_chassis ''
    absent hv1; absent hv2
    expect hv2/br-int.txt 0 "$(row 0 "$any" "100,in_port=$(ofport hv2 vm) ")"
    expect hv2/ovn-controller.log "1+" 'version negotiation failed'
}

fault_MC34_not_released() {
    fault_what="The migration was given up while hv2's ovn-controller was dead: nobody wants vm on hv2, and peers still clone to it."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    stop_controller hv2
    list hv1
    vm_at hv1 hv2 hv1 hv3
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_vm requested_additional_chassis ''
    blocked hv2; clone hv3 hv1 hv2; clone hv1 hv2
}

# ----------------------------------------------------------------- capturing

# What peers (and, where a fault says that it runs, hv2's guest) get through.
fault_probes() {
    local list=$WORK/pcap/fault/probes.tsv i
    mkdir -p "$WORK/pcap/fault"
    record_to "$WORK/pcap/fault"
    sleep 0.3
    phase=f
    for ((i = 0; i < fault_probe_times; i++)); do
        probe "$list" peer-to-vm hv3 peer "ICMP echo from peer on hv3" \
            icmp src=$peer_mac sip=$peer_ip dst=$vm_mac dip=$vm_ip
    done
    probe "$list" near1-to-vm hv1 near1 "ICMP echo from near1 on hv1" \
        icmp src=$near1_mac sip=$near1_ip dst=$vm_mac dip=$vm_ip
    sleep 0.5
    python3 "$here/frames.py" sightings "$list" "$WORK/pcap/fault" >"$WORK/fault-sightings.json"
    record_nowhere
}

fault_capture() { # NAME
    local table hv log
    for table in Logical_Switch_Port NB_Global; do
        ovn-nbctl -f json list "$table" | neutral "$OUT/nb-$table.json"
    done
    for table in Port_Binding Chassis Chassis_Private Encap Datapath_Binding SB_Global; do
        ovn-sbctl -f json list "$table" | neutral "$OUT/sb-$table.json"
    done
    log=$WORK/northd/ovn-northd.log
    tail -c "+$((log_at[northd] + 1))" "$log" | grep -F '|WARN|' | head -20 | neutral "$OUT/ovn-northd.log" || true
    for hv in "${hvs[@]}"; do
        mkdir -p "$OUT/$hv"
        # The rows of this port and of the tables that a migration changes.
        # A bridge that does not speak OpenFlow 1.5 is asked in 1.0.
        { as "$hv" ovs-ofctl -O OpenFlow15 dump-flows br-int 2>/dev/null ||
            as "$hv" ovs-ofctl dump-flows br-int; } |
            grep -E "^(OFPST|NXST)|table=(0|37|38|39|40|41|64|65),|cookie=$vm_cookie," | neutral "$OUT/$hv/br-int.txt"
        as "$hv" ovs-vsctl -f json \
            --columns=name,type,ofport,mtu,mac_in_use,admin_state,link_state,error,external_ids,options \
            list Interface | neutral "$OUT/$hv/ovs-Interface.json"
        as "$hv" ovs-vsctl -f json list Open_vSwitch | neutral "$OUT/$hv/ovs-Open_vSwitch.json"
        tail -c "+$((log_at[$hv] + 1))" "$WORK/$hv/ovn-controller.log" |
            grep -vF '|DBG|' | head -40 | neutral "$OUT/$hv/ovn-controller.log" || true
    done
    find "$OUT" -name '*.log' -empty -delete
}

run_fault() { # NAME
    local hv uuid
    fault_steps=() fault_what= fault_probe_times=1
    : >"$WORK/expect.tsv"
    : >"$WORK/expect-port.tsv"
    rm -rf "$OUT"
    mkdir -p "$OUT"
    vm_at hv1 ''
    uuid=$(ovn-sbctl --bare --columns=_uuid find Port_Binding logical_port=vm)
    vm_cookie=$(printf '0x%x' "0x${uuid%%-*}")
    for hv in "${hvs[@]}"; do log_at[$hv]=$(stat -c %s "$WORK/$hv/ovn-controller.log"); done
    log_at[northd]=$(stat -c %s "$WORK/northd/ovn-northd.log")
    say "making the fault $1"
    "fault_${1//-/_}"
    fault_probes
    fault_capture "$1"
    printf '%s\n' "${fault_steps[@]}" >"$WORK/steps.txt"
    python3 - "$1" "$fault_what" "$WORK" <<'PY' | neutral "$OUT/fault.json"
import json, sys
name, what, work = sys.argv[1:]
def lines(file):
    with open(work + "/" + file) as handle:
        return [line.rstrip("\n").split("\t") for line in handle]
ports, rows = {}, []
for port, column, value in lines("expect-port.tsv"):
    ports.setdefault(port, {})[column] = value
for file, count, regex in lines("expect.tsv"):
    rows.append({"file": file, "atLeast" if count.endswith("+") else "count": int(count.rstrip("+")),
                 "matching": regex})
delivered = {}
with open(work + "/fault-sightings.json") as handle:
    for probe in json.load(handle):
        tally = delivered.setdefault(probe["probe"], {"sent": 0, "arrived": {}})
        tally["sent"] += 1
        for place, count in probe["delivered"].items():
            tally["arrived"][place] = tally["arrived"].get(place, 0) + count
json.dump({"id": name.split("-")[0], "name": name, "what": what,
           "done": [step[0].replace("as ", "on ", 1) if step[0].startswith("as hv") else step[0]
                    for step in lines("steps.txt")],
           "expectedPortBindings": ports, "expectedRows": rows, "delivered": delivered},
          sys.stdout, indent=1)
print()
PY
    say "$1: captured in $OUT"
}
