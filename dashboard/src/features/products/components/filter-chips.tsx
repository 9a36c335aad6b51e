import X from 'lucide-react/icons/x';

import { chipsOf, cleared } from '../model/wording';
import type { ProductSearch } from '../search';

import classes from './toolbar.module.css';

interface FilterChipsProps {
  search: ProductSearch;
  issueName: string | undefined;
  onReplace: (search: ProductSearch) => void;
}

/** What narrows the list, each taken away by a click. */
export function FilterChips({ search, issueName, onReplace }: FilterChipsProps) {
  const chips = chipsOf(search, issueName);
  if (chips.length === 0) return null;
  return (
    <div className={classes.chips}>
      {chips.map(({ names, text }) => (
        <button
          key={text}
          aria-label={`Remove the filter ${text}`}
          className={classes.chip}
          type="button"
          onClick={() => onReplace({ ...search, ...Object.fromEntries(names.map((name) => [name, undefined])) })}
        >
          <span>{text}</span>
          <X aria-hidden="true" size={14} />
        </button>
      ))}
      {chips.length > 1 && (
        <button className={classes.clear} type="button" onClick={() => onReplace(cleared(search))}>
          Clear all
        </button>
      )}
    </div>
  );
}
