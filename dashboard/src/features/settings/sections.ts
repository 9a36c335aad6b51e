/** The parts of the settings, by their address. */
export const SECTIONS = [
  { key: 'runs', label: 'Schedule and budget', scope: 'account:read' },
  { key: 'attention', label: 'Attention', scope: 'account:read' },
  { key: 'team', label: 'Team', scope: 'account:read' },
  { key: 'keys', label: 'API keys', scope: 'keys:read' },
  { key: 'profile', label: 'Your profile', scope: null },
  { key: 'views', label: 'Saved views', scope: null },
] as const;

export type Section = (typeof SECTIONS)[number]['key'];
