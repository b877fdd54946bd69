#!/bin/sh
# Process 1 of the guest that `npm run boots` starts: lets udev name the interfaces, prints what the guest sees as lines
# that begin with "GT", and does what it is told on the console: report, off.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev; mount -t tmpfs run /run
udev=@FIRST@; schemes=; udevs=
for word in $(cat /proc/cmdline); do
  case $word in gt.udevs) udevs=1;; gt.udev=*) udev=${word#*=};; gt.schemes=*) schemes=$(echo "${word#*=}" | tr , ' ');; esac
done
for root in /u/*; do
  for folder in proc sys dev run; do mount -o bind /$folder $root/$folder; done
  mount -o bind /lib/modules $root/lib/modules
done
U=/u/$udev
export SYSTEMD_LOG_TARGET=console SYSTEMD_IGNORE_CHROOT=1
# Network devices of s390x wait for somebody to switch them on.
for device in /sys/bus/ccw/devices/*; do [ -e $device/online ] && echo 1 > $device/online 2>/dev/null; done
chroot $U /lib/systemd/systemd-udevd --daemon >/dev/null 2>&1
chroot $U /bin/udevadm trigger --type=devices --action=add --subsystem-match=pci --subsystem-match=virtio --subsystem-match=ccw >/dev/null 2>&1

# What udev computes for an interface: FOLDER of the udev, its NAME in the report, SCHEME or "-".
netid() {
  NET_NAMING_SCHEME=$(echo $3 | tr -d -) chroot $1 /bin/udevadm test-builtin net_id /sys/class/net/$i 2>/dev/null |
    grep = | while read line; do echo "GT id $i $2 $3 $line"; done
}

report() {
  # A second time: virtio_net binds through a module that the first round loaded.
  for round in 1 2; do chroot $U /bin/udevadm settle -t 60 >/dev/null 2>&1; done
  # Some devices come without an event that udev would wait for.
  sleep 1
  chroot $U /bin/udevadm settle -t 60 >/dev/null 2>&1
  echo
  echo "GT begin"
  echo "GT kernel $(uname -r)"
  echo "GT udev $udev $(chroot $U /bin/udevadm --version)"
  [ -e /sys/class/dmi/id/bios_version ] && echo "GT bios $(cat /sys/class/dmi/id/bios_version)"
  realpath /sys/bus/pci/devices/* 2>/dev/null | while read p; do
    [ -e $p/vendor ] || continue
    b=${p##*/}
    read ven < $p/vendor; read dev < $p/device; read cls < $p/class; aidx=; sun=
    [ -e $p/firmware_node/sun ] && read sun < $p/firmware_node/sun
    [ -e $p/acpi_index ] && read aidx < $p/acpi_index
    echo "GT pci $b|$ven|$dev|$cls|$p|$sun|$aidx"
    read node < $p/numa_node && [ "$node" -ge 0 ] && echo "GT node $b $node"
    echo "GT cfg $b $(hexdump -n 256 -v -e '64/1 "%02x"' $p/config)"
    n=0; while read s e f; do
      [ "$f" != 0x0000000000000000 ] && echo "GT res $b $n $s $e $f"; n=$((n+1))
    done < $p/resource
  done
  for s in /sys/bus/pci/slots/*; do
    [ -e $s/address ] || continue
    read a < $s/address; echo "GT slot ${s##*/} $a"
  done
  for n in /sys/class/net/*; do
    [ -e $n/device ] || continue
    i=${n##*/}; read mac < $n/address
    echo "GT nic $i|$mac|$(realpath $n/device)"
    [ -n "$udevs" ] && for root in /u/*; do netid $root ${root##*/} -; done
    # The newest udev knows every older scheme.
    for scheme in $schemes; do netid /u/@LAST@ @LAST@ $scheme; done
  done
  chroot /u/@FIRST@ /bin/ip -d link show 2>/dev/null | awk '/^[0-9]+:/{split($2,a,":"); i=a[1]} $1=="altname"{print "GT alt " i " " $2}'
  chroot $U /bin/udevadm info --export-db 2>/dev/null | awk '/^P:/{p=$2} /^E: ID_NET/{print "GT db " p " " $2}'
  dmesg | grep -E "no space for|failed to assign|can't assign|can't claim|No bus number|bus number|not usable|no compatible bridge window|can't allocate|busn_res|conflict" | while read -r l; do echo "GT warn $l"; done
  echo "GT end"
}

report
while read command; do
  case $command in report) sleep 1; report;; off) break;; esac
done < /dev/console
poweroff -f
sleep 5
reboot -f
