/** The place of an option ROM among the BARs of a function; in Linux the windows of a bridge follow it. */
export const OPTION_ROM = 6;
