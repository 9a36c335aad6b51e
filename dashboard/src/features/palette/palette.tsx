import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import Search from 'lucide-react/icons/search';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';

import { issueNamesQuery, suggestQuery } from './api/queries';
import { entriesFor, type Entry } from './entries';
import classes from './palette.module.css';

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

const TYPING_MS = 150;
const NOTHING = { products: [], brands: [], categories: [] };

/** Type a few letters, press Enter, be there. */
export default function Palette({ onClose, onHelp }: PaletteProps) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const { entries, isLooking } = useEntries(words.trim());
  const navigate = useNavigate();
  const listId = useId();
  const active = Math.min(at, Math.max(entries.length - 1, 0));
  const choose = (entry: Entry) => {
    onClose();
    if (entry.to) void navigate(entry.to);
    else onHelp();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = entries[active];
    if (step) setAt((active + step + entries.length) % Math.max(entries.length, 1));
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      attributes={{ content: { 'aria-label': 'Search or jump to' } }}
      classNames={{ body: classes.body ?? '' }}
      lockScroll={false}
      padding={0}
      size={600}
      transitionProps={{ duration: 0 }}
      withCloseButton={false}
      yOffset="12vh"
      onClose={onClose}
    >
      <div className={classes.field}>
        <Search aria-hidden="true" size={18} />
        <input
          aria-activedescendant={entries.length ? `${listId}-${active}` : undefined}
          aria-controls={listId}
          aria-expanded="true"
          aria-label="Product, brand, issue or page"
          data-autofocus
          placeholder="Product, brand, issue or page"
          role="combobox"
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div aria-label="Where to go" className={classes.list} id={listId} role="listbox">
        {entries.map((entry, index) => (
          <Option
            key={entry.id}
            entry={entry}
            id={`${listId}-${index}`}
            isActive={index === active}
            isFirst={entries[index - 1]?.group !== entry.group}
            onChoose={() => choose(entry)}
            onPoint={() => setAt(index)}
          />
        ))}
      </div>
      {entries.length === 0 && (
        <p className={classes.none} role="status">
          {isLooking ? 'Looking…' : `Nothing is called “${words}”.`}
        </p>
      )}
    </Modal>
  );
}

interface OptionProps {
  entry: Entry;
  id: string;
  isActive: boolean;
  isFirst: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Option({ entry, id, isActive, isFirst, onChoose, onPoint }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <>
      {isFirst && (
        <div className={classes.group} role="presentation">
          {entry.group}
        </div>
      )}
      {/* Keys are heard by the field, which holds the focus. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        ref={element}
        aria-selected={isActive}
        className={classes.option}
        id={id}
        role="option"
        onClick={onChoose}
        onMouseMove={onPoint}
      >
        <span>{entry.text}</span>
        {entry.hint && <small>{entry.hint}</small>}
      </div>
    </>
  );
}

function useEntries(words: string): { entries: Entry[]; isLooking: boolean } {
  const [settled] = useDebouncedValue(words, TYPING_MS);
  const suggested = useQuery(suggestQuery(settled));
  const issues = useQuery(issueNamesQuery()).data ?? [];
  const found = settled.length > 1 ? (suggested.data ?? NOTHING) : NOTHING;
  return {
    entries: entriesFor(words, { found, issues }),
    isLooking: words !== settled || suggested.isFetching,
  };
}
