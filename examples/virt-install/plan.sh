#!/bin/sh
# The domain that virt-install would make, with its addresses: plan.sh OPTIONS... > guest.xml
# For the libvirt of this host; PROFILE names another, such as debian-12, which refuses what only a newer one knows.
# With --import (or another single stage) virt-install prints one document. Nothing is installed or created.
set -eu
domain=$(virt-install "$@" --dry-run --print-xml)
printf '%s\n' "$domain" | "${ROOTPORT:-rootport}" plan --profile "${PROFILE:-local}" -
