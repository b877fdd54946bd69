export { describeDiagnostic } from '@rootport/core';
