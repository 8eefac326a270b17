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
        MC02-missing-clone | MC29-* | OK-connection-moved) echo overlay ;;
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

guest_sends_long() { # HV COUNT SIZE: ICMP to peer, of so many bytes
    local i
    say_step "$2 ICMP packets of $3 bytes to peer, sent by the guest on $1"
    for ((i = 0; i < $2; i++)); do
        inject "$1" vm "$(frame icmp src=$vm_mac sip=$vm_ip dst=$peer_mac dip=$peer_ip ident=$((800 + i)) mark=long size="$3")"
    done
}
peer_sends() { # COUNT: ICMP to vm
    local i
    say_step "$1 ICMP packets to vm, sent by peer on hv3"
    for ((i = 0; i < $1; i++)); do
        inject hv3 peer "$(frame icmp src=$peer_mac sip=$peer_ip dst=$vm_mac dip=$vm_ip ident=$((900 + i)) mark=peer)"
        sleep 0.05
    done
}
# tcp_from_vm HV FLAGS SEQ ACK, tcp_from_peer FLAGS SEQ ACK: a segment of the one connection from vm to peer.
tcp_from_vm() {
    say_step "a TCP segment ($2) to peer, sent by the guest on $1"
    inject "$1" vm "$(frame tcp src=$vm_mac sip=$vm_ip dst=$peer_mac dip=$peer_ip sport=40000 dport=8080 flags="$2" seq="$3" ack="$4")"
    sleep 0.2
}
tcp_from_peer() {
    say_step "a TCP segment ($1) to vm, sent by peer on hv3"
    inject hv3 peer "$(frame tcp src=$peer_mac sip=$peer_ip dst=$vm_mac dip=$vm_ip sport=8080 dport=40000 flags="$1" seq="$2" ack="$3")"
    sleep 0.2
}
moment() { # NAME: what was done so far is one moment, and what follows is the next
    say_step "moment $1 is captured"
    fault_moments+=("$1")
    capture_moment "$OUT/$1"
}
last_moment() { fault_last=$1; } # NAME: of what is captured at the end

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

fault_MC10_blank_in_list() {
    fault_what="The list has a blank behind its comma: ovn-northd looks for a chassis whose name begins with one, and prepares nothing."
    list 'hv1, hv2' rarp
    vm_at hv1 ''
    expect_vm chassis hv1; expect_vm additional_chassis ''
    expect_vm requested_chassis hv1; expect_vm requested_additional_chassis ''
    live hv1; absent hv2; no_clone hv3
    expect ovn-northd.log "1+" "Unknown chassis ' hv2' set in options:requested-chassis on LSP 'vm'"
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

# Faults that one moment cannot show: counters that grow are the fault.

# Every packet that is measured counts in the row that answers too: Open vSwitch tries both outcomes.  What the
# answers meet tells.
fault_MC15_answers_dropped() {
    fault_what="The guest on hv1 sends packets too long for the tunnel; port security drops the answers, since they come as if vm had sent them."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_sends_long hv1 4 1500
    sleep 1
    moment t1
    guest_sends_long hv1 12 1200
    guest_sends_long hv1 20 1500
    sleep 2
    last_moment t2
    expect_vm additional_chassis hv2
    measures t1/hv1 1442
    local in='100,in_port=3 ' deny='80,reg14=0x1,metadata=0x1 actions=set_field:0x1000/0x1000->reg10'
    expect t1/hv1/br-int.txt 1 "$(row 0 4 "$in")"
    expect t2/hv1/br-int.txt 1 "$(row 0 36 "$in")"
    expect t1/hv1/br-int.txt 1 "$(row 73 4 "$deny")"
    expect t2/hv1/br-int.txt 1 "$(row 73 24 "$deny")"
}

fault_OK_long_answered() {
    fault_what="Nothing is wrong: the guest on hv1 sends packets too long for the tunnel and is answered, since vm has no port security."
    step ovn-nbctl lsp-set-port-security vm
    caught_up
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_sends_long hv1 4 1500
    sleep 1
    moment t1
    guest_sends_long hv1 12 1200
    guest_sends_long hv1 20 1500
    sleep 2
    last_moment t2
    fault_probe_times=0
    expect_vm additional_chassis hv2
    measures t1/hv1 1442
    expect t2/hv1/br-int.txt 1 "$(row 0 36 '100,in_port=3 ')"
    # The answers come out at the guest, among announcements of others.
    expect t1/hv1/br-int.txt 1 "$(row 65 "$some" '100,reg15=0x1,metadata=0x1 actions=output:3')"
    expect t2/hv1/br-int.txt 1 "$(row 65 '[2-4][0-9]' '100,reg15=0x1,metadata=0x1 actions=output:3')"
    expect t2/hv1/br-int.txt 0 'table=73, .*reg14=0x1,'
}

fault_MC17_source_runs() {
    fault_what="Something at hv2's interface announced the guest while it still runs on hv1: both places are live, and hv1's guest goes on."
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_sends hv1 3
    guest_announces hv2
    sleep 2
    moment t1
    peer_sends 5
    guest_sends hv2 5
    sleep 2
    moment t2
    peer_sends 5
    guest_sends hv1 15
    sleep 1
    last_moment t3
    expect_vm chassis hv1; expect_vm additional_chassis hv2
    expect_vm options:additional-chassis-activated hv2
    open_to_all t2/hv2; open_to_all t3/hv2
    local port
    port=$(ofport hv1 vm)
    expect t1/hv1/br-int.txt 1 "$(row 0 3 "100,in_port=$port ")"
    expect t2/hv1/br-int.txt 1 "$(row 0 3 "100,in_port=$port ")"
    expect t3/hv1/br-int.txt 1 "$(row 0 18 "100,in_port=$port ")"
    # While nothing came from hv1's guest, copies were delivered there all the same.
    expect t2/hv1/br-int.txt 1 "$(row 65 "$some" "100,reg15=0x1,metadata=0x1 actions=output:$port")"
}

move_to_hv2() { # a whole migration that goes well
    list hv1,hv2 rarp
    vm_at hv1 hv2
    guest_announces hv2
    list hv2
    vm_at hv2 ''
    # Until ovn-controller's own announcement, about a second after the claim, and some more.
    sleep 5
}
knows_vm_at_hv1() { # the network below has heard vm there
    say_step "an ARP announcement, sent by the guest on hv1"
    inject hv1 vm "$(frame garp src=$vm_mac sip=$vm_ip mark=known)"
    sleep 0.5
}

fault_MC18_old_host() {
    fault_what="The network between the hosts lets nothing of vm in from hv2, so it goes on sending vm's frames to hv1, which vm has left."
    knows_vm_at_hv1
    say_step "the switch between the hosts drops what vm sends from hv2"
    as underlay ovs-ofctl add-flow net "priority=100,in_port=to-hv2,dl_src=$vm_mac,actions=drop"
    move_to_hv2
    moment t1
    peer_sends 20
    sleep 1
    last_moment t2
    expect_vm chassis hv2; expect_vm additional_chassis ''
    local away='100,reg15=0x1,metadata=0x1 actions=set_field:0x4->reg15,resubmit\(,40\)'
    expect t1/hv1/br-int.txt 1 "$(row 40 "$any" "$away")"
    # The packets of peer, and the probes of peer and near1.
    expect t2/hv1/br-int.txt 1 "$(row 40 22 "$away")"
    expect t2/hv2/br-int.txt 1 "$(row 65 "$any" "100,reg15=0x1,metadata=0x1 actions=output:$(ofport hv2 vm)")"
}

fault_OK_moved() {
    fault_what="Nothing is wrong: vm has moved to hv2, the network between the hosts has heard so, and peer sends."
    knows_vm_at_hv1
    move_to_hv2
    moment t1
    peer_sends 20
    sleep 1
    last_moment t2
    expect_vm chassis hv2; expect_vm additional_chassis ''
    # near1's probe.
    expect t2/hv1/br-int.txt 1 "$(row 40 1 '100,reg15=0x1,metadata=0x1 actions=set_field:0x4->reg15,resubmit\(,40\)')"
    expect t2/hv2/br-int.txt 1 "$(row 65 "$some" "100,reg15=0x1,metadata=0x1 actions=output:$(ofport hv2 vm)")"
}

connect_vm() { # stateful ACLs: vm may open connections, and nobody may open one to vm
    step ovn-nbctl acl-del sw0 from-lport
    step ovn-nbctl --name=vm-opens acl-add sw0 from-lport 1000 'inport == "vm" && ip4' allow-related
    step ovn-nbctl --name=vm-closed acl-add sw0 to-lport 800 'outport == "vm" && ip4' drop
    caught_up
    tcp_from_vm hv1 S 1000 0
    tcp_from_peer SA 5000 1001
    tcp_from_vm hv1 A 1001 5001
    tcp_from_peer A 5001 1001
    fault_tables=46
}
# The row that drops, with a line in the log, what no connection is known for.
closed_row() { row 46 "$1" '1800,ip,reg0=0x200/0x200,reg15=0x1,metadata=0x1 actions=controller\(userdata=00\.00\.00\.07\.'; }

fault_MC29_connection_lost() {
    fault_what="vm had a connection that hv1 knows and hv2 does not: to hv2, what peer sends belongs to none, and an ACL drops it."
    connect_vm
    sleep 8
    moment t1
    move_to_hv2
    tcp_from_peer A 5001 1001
    tcp_from_peer A 5001 1001
    tcp_from_peer A 5001 1001
    last_moment t2
    fault_probe_times=0
    expect_vm chassis hv2; expect_vm additional_chassis ''
    expect t1/hv1/br-int.txt 1 "$(closed_row 0)"
    expect t2/hv2/br-int.txt 1 "$(closed_row 3)"
    expect t1/hv1/dpctl-dump-conntrack.txt "1+" 'tcp,orig=\(src=10\.0\.0\.10,dst=10\.0\.0\.20,sport=40000,dport=8080\).*ESTABLISHED'
    expect t2/hv2/dpctl-dump-conntrack.txt 0 'sport=40000'
}

fault_OK_connection_moved() {
    fault_what="Nothing is wrong: vm had a connection, and on hv2 it sends first, so that hv2 knows the connection again."
    connect_vm
    sleep 8
    moment t1
    move_to_hv2
    tcp_from_vm hv2 A 1001 5001
    tcp_from_peer A 5001 1001
    tcp_from_peer A 5001 1001
    last_moment t2
    fault_probe_times=0
    expect_vm chassis hv2; expect_vm additional_chassis ''
    expect t1/hv1/br-int.txt 1 "$(closed_row 0)"
    expect t2/hv2/br-int.txt 1 "$(closed_row 0)"
    expect t2/hv2/dpctl-dump-conntrack.txt "1+" 'sport=40000'
}

# ----------------------------------------------------------------- capturing

# What peers (and, where a fault says that it runs, hv2's guest) get through.
fault_probes() {
    local list=$WORK/pcap/fault/probes.tsv i
    mkdir -p "$WORK/pcap/fault"
    record_to "$WORK/pcap/fault"
    sleep 0.3
    phase=f
    ((fault_probe_times > 0)) || { echo '[]' >"$WORK/fault-sightings.json"; return 0; }
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

# The rows of this port and of the tables that a migration changes.
# A bridge that does not speak OpenFlow 1.5 is asked in 1.0.
capture_rows() { # HV FILE
    { as "$1" ovs-ofctl -O OpenFlow15 dump-flows br-int 2>/dev/null ||
        as "$1" ovs-ofctl dump-flows br-int; } |
        grep -E "^(OFPST|NXST)|table=(0|37|38|39|40|41|64|65${fault_tables:+|$fault_tables}),|cookie=$vm_cookie," | neutral "$2"
}
capture_interfaces() { # HV FILE
    as "$1" ovs-vsctl -f json \
        --columns=name,type,ofport,mtu,mac_in_use,admin_state,link_state,error,external_ids,options \
        list Interface | neutral "$2"
}

# What changes from one moment to the next; the rest is captured once.
capture_moment() { # FOLDER
    local hv
    mkdir -p "$1"
    ovn-sbctl -f json list Port_Binding | neutral "$1/sb-Port_Binding.json"
    for hv in "${hvs[@]}"; do
        mkdir -p "$1/$hv"
        capture_rows "$hv" "$1/$hv/br-int.txt"
        capture_interfaces "$hv" "$1/$hv/ovs-Interface.json"
        [[ -z $fault_tables ]] ||
            switch "$hv" dpctl/dump-conntrack | neutral "$1/$hv/dpctl-dump-conntrack.txt"
    done
}

fault_capture() { # NAME
    local table hv log dir=$OUT
    for table in Logical_Switch_Port NB_Global; do
        ovn-nbctl -f json list "$table" | neutral "$OUT/nb-$table.json"
    done
    for table in Chassis Chassis_Private Encap Datapath_Binding SB_Global; do
        ovn-sbctl -f json list "$table" | neutral "$OUT/sb-$table.json"
    done
    log=$WORK/northd/ovn-northd.log
    tail -c "+$((log_at[northd] + 1))" "$log" | grep -F '|WARN|' | head -20 | neutral "$OUT/ovn-northd.log" || true
    if [[ -n $fault_last ]]; then
        fault_moments+=("$fault_last")
        dir=$OUT/$fault_last
    fi
    capture_moment "$dir"
    for hv in "${hvs[@]}"; do
        [[ -n $fault_last ]] ||
            as "$hv" ovs-vsctl -f json list Open_vSwitch | neutral "$dir/$hv/ovs-Open_vSwitch.json"
        tail -c "+$((log_at[$hv] + 1))" "$WORK/$hv/ovn-controller.log" |
            grep -vF '|DBG|' | head -40 | neutral "$dir/$hv/ovn-controller.log" || true
    done
    find "$OUT" -name '*.log' -empty -delete
}

run_fault() { # NAME
    local hv uuid
    fault_steps=() fault_what= fault_probe_times=1
    fault_moments=() fault_last= fault_tables=
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
    python3 - "$1" "$fault_what" "$WORK" "${fault_moments[@]}" <<'PY' | neutral "$OUT/fault.json"
import json, sys
name, what, work, *moments = sys.argv[1:]
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
json.dump({"id": name.split("-")[0], "name": name, "what": what, **({"moments": moments} if moments else {}),
           "done": [step[0].replace("as ", "on ", 1) if step[0].startswith("as hv") else step[0]
                    for step in lines("steps.txt")],
           "expectedPortBindings": ports, "expectedRows": rows, "delivered": delivered},
          sys.stdout, indent=1)
print()
PY
    say "$1: captured in $OUT"
}
