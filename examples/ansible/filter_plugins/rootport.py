"""Filters for domain XML; each runs `rootport` on the controller (ROOTPORT names another file)."""

import json
import os
import subprocess
import tempfile

from ansible.errors import AnsibleFilterError


def ask(arguments, xml):
    program = os.environ.get("ROOTPORT", "rootport")
    try:
        done = subprocess.run([program, *arguments], input=xml, capture_output=True, text=True, check=False)
    except OSError as error:
        raise AnsibleFilterError(f"{program} cannot be run: {error}") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise AnsibleFilterError(done.stderr.strip() or f"rootport ended with {done.returncode}") from None
    for document in [answer, *answer.get("documents", [])]:
        for one in document.get("diagnostics", []):
            if one["severity"] == "error":
                raise AnsibleFilterError(f"{one['message']} [{one['code']}]")
    return answer


def options(profile=None, qemu=None):
    given = [("--profile", profile), ("--qemu", qemu)]
    return ["-o", "json", "--no-config", *(word for name, value in given if value for word in (name, value))]


def rootport_names(xml, scheme=None, **versions):
    """Domain XML to {MAC address: name in the guest}."""
    more = ["--scheme", scheme] if scheme else []
    answer = ask(["names", *options(**versions), *more, "-"], xml)
    return {one["mac"]: one["name"] for one in answer["interfaces"] if one.get("mac")}


def rootport_free(xml, kind="pcie", **versions):
    """How many devices of a kind (pcie, pci) can be attached while the guest runs."""
    answer = ask(["capacity", *options(**versions), "-"], xml)
    return next(one["places"]["hotplug"]["count"] for one in answer["kinds"] if one["kind"] == kind)


def rootport_changes(current, wanted, **versions):
    """The PCI devices that `wanted` moves, changes, adds or drops; what libvirt adds to a document is no change."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write(wanted)
        file.flush()
        answer = ask(["diff", *options(**versions), "-", file.name], current)
    return [f"{one['label']}: {one['status']}" for one in answer["devices"] if one["status"] != "same"]


class FilterModule:
    def filters(self):
        return {
            "rootport_names": rootport_names,
            "rootport_free": rootport_free,
            "rootport_changes": rootport_changes,
        }
