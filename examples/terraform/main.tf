terraform {
  required_providers {
    external = { source = "hashicorp/external" }
  }
}

variable "domain" {
  description = "Domain XML of the guest"
  type        = string
  default     = "../../fixtures/guide/new.xml"
}

data "external" "rootport" {
  program = ["${path.module}/rootport.sh"]
  query = {
    xml     = file("${path.module}/${var.domain}")
    profile = "libvirt-9.0"
    qemu    = "7.2"
    scheme  = "debian-12"
  }
}

locals {
  names = jsondecode(data.external.rootport.result.names)
}

check "room_for_hotplug" {
  assert {
    condition     = tonumber(data.external.rootport.result.free_pcie) >= 1
    error_message = "No PCI Express port is free for a device that is attached later."
  }
}

# The network configuration of cloud-init, with the names that the guest will give.
output "network_config" {
  value = yamlencode({
    version   = 2
    ethernets = { for mac, name in local.names : name => { match = { macaddress = mac }, dhcp4 = true } }
  })
}

output "findings" {
  value = jsondecode(data.external.rootport.result.findings)
}
