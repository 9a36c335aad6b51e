// What a browser has to load before the overview is there, compressed: fails above the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = new URL('./dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'));

/** A chunk and everything it imports at once. */
function reach(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const each of manifest[name].imports ?? []) reach(each, found);
  return found;
}

const needed = new Set([...reach('index.html'), ...reach('src/features/overview/page.tsx')]);
const sizes = [...needed].map((name) => {
  const { file } = manifest[name];
  return [file, gzipSync(readFileSync(new URL(file, dist))).length / 1000];
});
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes.sort((one, other) => other[1] - one[1])) {
  console.log(`${size.toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${total.toFixed(1).padStart(7)} kB  in all, of ${BUDGET_KB}`);
if (total > BUDGET_KB) process.exit(1);
