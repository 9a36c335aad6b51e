import { CloseButton, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import LayoutGrid from 'lucide-react/icons/layout-grid';
import Search from 'lucide-react/icons/search';
import Table2 from 'lucide-react/icons/table-2';
import { useEffect, useRef, useState } from 'react';

import { isTyping } from '@/lib/ui/keys';
import { oneOf } from '@/lib/ui/search-params';

import { brandsQuery, categoriesQuery, issuesQuery } from '../api/queries';
import { SENTIMENT_NAMES, SORT_NAMES } from '../model/wording';
import { LAYOUTS, SENTIMENTS, SORTS, type ProductSearch } from '../search';

import classes from './toolbar.module.css';

const TYPING_MS = 250;
const STARS = ['5', '4', '3', '2', '1'];

interface ToolbarProps {
  search: ProductSearch;
  onChange: (change: Partial<ProductSearch>) => void;
}

/** What the list can be narrowed to; all of it stands in the address. */
export function Toolbar({ search, onChange }: ToolbarProps) {
  const brands = useQuery(brandsQuery()).data ?? [];
  const categories = useQuery(categoriesQuery()).data ?? [];
  const issues = useQuery(issuesQuery()).data ?? [];
  return (
    <div aria-label="Filters" className={classes.bar} role="search">
      <WordSearch given={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} />
      <Choice data={brands} label="Brand" value={search.brand} onChange={(brand) => onChange({ brand })} />
      <Choice data={categories} label="Category" value={search.category} onChange={(category) => onChange({ category })} />
      <Choice
        data={issues.map(({ code, name }) => ({ value: code, label: name }))}
        label="Issue"
        value={search.issue}
        onChange={(issue) => onChange({ issue })}
      />
      <Choice
        data={SENTIMENTS.map((value) => ({ value, label: SENTIMENT_NAMES[value] }))}
        label="Sentiment"
        value={search.sentiment}
        onChange={(value) => onChange({ sentiment: oneOf(value, SENTIMENTS) })}
      />
      <Choice
        data={STARS.map((value) => ({ value, label: `About ${value} ★` }))}
        label="Rating"
        value={search.rating?.toString()}
        onChange={(value) => onChange({ rating: value ? Number(value) : undefined })}
      />
      <span className={classes.spring} />
      <Select
        allowDeselect={false}
        aria-label="Sort by"
        className={classes.choice}
        comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
        data={SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
        value={search.sort ?? 'attention'}
        onChange={(value) => onChange({ sort: oneOf(value, SORTS), order: undefined })}
      />
      <SegmentedControl
        aria-label="Layout"
        data={[
          { value: 'table', label: <Icon Of={Table2} name="Table" /> },
          { value: 'grid', label: <Icon Of={LayoutGrid} name="Cards" /> },
        ]}
        value={search.layout ?? 'table'}
        onChange={(value) => onChange({ layout: oneOf(value, LAYOUTS) })}
      />
    </div>
  );
}

function Icon({ Of, name }: { Of: typeof Table2; name: string }) {
  return (
    <span className={classes.icon} title={name}>
      <Of aria-hidden="true" size={16} />
      <span className="visually-hidden">{name}</span>
    </span>
  );
}

interface ChoiceProps {
  label: string;
  data: (string | { value: string; label: string })[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, data, value, onChange }: ChoiceProps) {
  return (
    <Select
      clearable
      aria-label={label}
      className={classes.choice}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
      data={data}
      limit={200}
      nothingFoundMessage="Nothing of that name"
      placeholder={label}
      searchable={data.length > 8}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

/** Words are looked for when typing pauses; `/` goes here. */
function WordSearch({ given, onChange }: { given: string; onChange: (words: string) => void }) {
  const [words, setWords] = useState(given);
  const [known, setKnown] = useState(given);
  if (given !== known) {
    setKnown(given);
    setWords(given);
  }
  const field = useRef<HTMLInputElement>(null);
  const report = useDebouncedCallback(onChange, TYPING_MS);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.metaKey || event.ctrlKey || isTyping(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    // Before the shell's listener, for which `/` opens the palette.
    document.addEventListener('keydown', pressed, { capture: true });
    return () => document.removeEventListener('keydown', pressed, { capture: true });
  }, []);
  const change = (value: string) => {
    setWords(value);
    setKnown(given);
    report(value.trim());
  };
  return (
    <TextInput
      ref={field}
      aria-label="Words of title, brand or ASIN"
      className={classes.words}
      leftSection={<Search aria-hidden="true" size={16} />}
      placeholder="Title, brand or ASIN"
      rightSection={words && <CloseButton aria-label="Clear the words" size="sm" onClick={() => change('')} />}
      value={words}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
