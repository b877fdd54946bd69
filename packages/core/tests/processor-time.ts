/** Milliseconds of processor time that some work takes; unlike the clock on the wall it does not count what else the machine does. */
export function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
