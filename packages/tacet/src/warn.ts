/** The one place from which tacet speaks unasked: warnings go to the console, prefixed, one line each. */
// eslint-disable-next-line no-console -- see above
export const warn = (message: string): void => console.warn(`tacet: ${message}`);
