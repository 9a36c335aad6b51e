export const ROLE_NAMES = ['owner', 'manager', 'viewer'] as const;

export const ROLES = [
  { value: 'owner', label: 'Owner' },
  { value: 'manager', label: 'Manager' },
  { value: 'viewer', label: 'Viewer' },
];

export const ROLE_MEANS: Readonly<Record<(typeof ROLE_NAMES)[number], string>> = {
  owner: 'May everything, including team, keys and budget.',
  manager: 'Works on issues and starts runs.',
  viewer: 'Looks, and changes nothing.',
};

/** Brands written with commas between; null means all. */
export function brandsOf(text: string): string[] | null {
  const brands = text.split(',').map((brand) => brand.trim()).filter(Boolean);
  return brands.length > 0 ? [...new Set(brands)] : null;
}
