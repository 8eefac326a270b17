#!/usr/bin/env bash
# The fixtures that come from a lab run, made anew.  See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fixtures=$(realpath "$here/../fixtures")

usage() {
    cat <<'TEXT'
usage: make-fixtures.sh sample CAPTURE
       make-fixtures.sh excerpts CAPTURE RELEASE
       make-fixtures.sh joined CAPTURE
       make-fixtures.sh faults WORK [NAME...]

  sample    copies what a newcomer reads of CAPTURE, made by
              migration-lab.sh --lean --small WORK CAPTURE
            into fixtures/sample-capture
  excerpts  copies the rows that unit tests need of CAPTURE, made by
              migration-lab.sh WORK CAPTURE
            into fixtures/captures/RELEASE
  joined    copies what tests of links need of CAPTURE's p2: databases, lists
            and flows that belong together, into fixtures/joined
  faults    makes every fault of migration-lab.sh --fault list, or the ones
            named, in the lab folder WORK, into fixtures/faults

Files are copied, rows are chosen; nothing is edited.
TEXT
}

# fresh FOLDER: the folder without what an earlier run made; its README stays.
fresh() {
    mkdir -p "$1"
    find "$1" -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -r {} +
}

sample() { # CAPTURE
    local from=$1 to=$fixtures/sample-capture phase name hv table
    fresh "$to"
    for name in p0-on-hv1 p1-both-live p2-blocked p3-activated p4-on-hv2; do
        phase=${name%%-*}
        mkdir -p "$to/$name"
        cp "$from/$phase/phase.json" "$to/$name/"
        case $phase in
            p0 | p2) cp "$from/$phase/lflow-list-uuid.txt" "$to/$name/lflow-list.txt" ;;
        esac
        for table in sb-Port_Binding sb-Chassis sb-Datapath_Binding nb-Logical_Switch_Port; do
            cp "$from/$phase/$table.json" "$to/$name/"
        done
        for hv in hv1 hv2 hv3; do
            mkdir -p "$to/$name/$hv"
            cp "$from/$phase/$hv/br-int.of15.txt" "$to/$name/$hv/br-int.txt"
            cp "$from/$phase/$hv/ovs-Interface.json" "$to/$name/$hv/"
        done
    done
}

# The tables between the pipelines whole; of the others the last row of sw0 and lr0.
excerpts() { # CAPTURE RELEASE
    local from=$1 to=$fixtures/captures/$2 phase hv tables last
    case $2 in
        23.03) tables='0|37|38|39|40|41|64|65' last='priority=0(,metadata=0x[13])? ' ;;
        *) echo "make-fixtures.sh: no tables are known for $2" >&2; exit 2 ;;
    esac
    chosen() { grep -E "^OFPST|^NXST|table=($tables),|$last" "$1" >"$2"; }
    fresh "$to"
    for phase in p0 p1 p2 p3 p4; do
        for hv in hv1 hv2 hv3; do
            mkdir -p "$to/$phase/$hv"
            chosen "$from/$phase/$hv/br-int.of15.txt" "$to/$phase/$hv/br-int.of15.txt"
        done
        cp "$from/$phase/sb-Port_Binding.json" "$to/$phase/"
    done
    cp "$from/versions.txt" "$to/"
    cp "$from/p2/lflow-list.txt" "$to/p2/"
    cp "$from/p2/"{sb-Chassis,sb-Datapath_Binding,sb-Multicast_Group,nb-Logical_Switch_Port}.json "$to/p2/"
    cp "$from/p2/hv2/ovs-Interface.json" "$to/p2/hv2/"
    cp "$from/p2/hv2/"{br-int.groups,br-int.meters,br-int.ports-desc,dpctl-dump-flows,dpctl-dump-conntrack}.txt \
        "$to/p2/hv2/"
    chosen "$from/p2/hv2/br-int.of10.txt" "$to/p2/hv2/br-int.of10.txt"
    # --no-stats prints neither table 0 nor a cookie of 0.
    grep -E "^OFPST|^ (cookie=[^,]*, )?priority=|table=($tables),|$last" \
        "$from/p2/hv2/br-int.of15.names.no-stats.txt" >"$to/p2/hv2/br-int.of15.names.no-stats.txt"
    chmod -R u+w "$to"
}

# Flows of the tables between the pipelines, of ACLs, and those made for a northbound row.
joined() { # CAPTURE
    local from=$1/p2 to=$fixtures/joined hv hinted
    fresh "$to"
    cp "$from/"{lflow-list-uuid,nb-dump}.txt "$to/"
    grep -vE '^[0-9a-f]{8}-.*stage-name=' "$from/sb-dump.txt" >"$to/sb-dump.txt"
    grep -nE '^[0-9a-f]{8}-.*stage-hint=' "$from/sb-dump.txt" | cut -d: -f2- |
        sed -i '/^Logical_Flow table$/,/^---/{/^---/r /dev/stdin
}' "$to/sb-dump.txt"
    hinted=$(grep -oE '^[0-9a-f]{8}-.*stage-hint=' "$from/sb-dump.txt" | cut -c1-8 | sed 's/^0*//' | paste -sd'|')
    for hv in hv1 hv2 hv3; do
        mkdir -p "$to/$hv"
        grep -E "^OFPST|table=(0|37|38|39|40|41|46|64|65|66|67),|cookie=0x($hinted)," \
            "$from/$hv/br-int.of15.txt" >"$to/$hv/br-int.of15.txt"
        cp "$from/$hv/"{br-int.groups,br-int.ports-desc,dpctl-dump-flows}.txt "$from/$hv/ovs-Interface.json" "$to/$hv/"
    done
    cp "$from/traces/ovn-trace.peer-to-vm.detailed.txt" "$to/"
    cp "$from/traces/ofproto-trace.hv1.vm-to-peer.txt" "$to/hv1/ofproto-trace.vm-to-peer.txt"
    chmod -R u+w "$to"
}

faults() { # WORK [NAME...]
    local work=$1 name
    shift
    (($#)) || set -- $("$here/migration-lab.sh" --fault list)
    for name; do
        "$here/migration-lab.sh" --fault "$name" "$work" "$fixtures/faults/$name"
    done
}

case ${1-} in
    faults) (($# >= 2)) || { usage >&2; exit 2; }; shift; faults "$@" ;;
    sample) (($# == 2)) || { usage >&2; exit 2; }; sample "$2" ;;
    joined) (($# == 2)) || { usage >&2; exit 2; }; joined "$2" ;;
    excerpts) (($# == 3)) || { usage >&2; exit 2; }; excerpts "$2" "$3" ;;
    -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
esac
