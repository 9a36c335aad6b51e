/** Sends the browser to another site, from where it comes back by a redirect. */
export const leaveFor = (address: string): void => window.location.assign(address);
