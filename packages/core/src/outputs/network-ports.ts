/** The port that libvirt writes for a host of a network disk that names none (9.0, 11.3 and 12.9 were asked). */
export const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  nbd: '10809',
  sheepdog: '7000',
  gluster: '24007',
  iscsi: '3260',
  ssh: '22',
  http: '80',
  https: '443',
  ftp: '21',
  ftps: '990',
};
