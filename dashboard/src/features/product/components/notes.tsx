import { Button, Textarea } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';

import { ErrorState } from '@/components/states/error-state';
import { ago } from '@/lib/format/dates';
import type { Schema } from '@/types/schema';

import { useNote } from '../api/work';
import classes from '../drawer.module.css';
import { useView } from '../use-view';

interface NotesProps {
  issue: string;
  notes: readonly Schema<'Note'>[];
  mayWrite: boolean;
  nameOf: (id: string | null) => string;
}

/** What the team wrote down about an issue, newest first. */
export function Notes({ issue, notes, mayWrite, nameOf }: NotesProps) {
  const { productId } = useView();
  const note = useNote(productId, issue);
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim()) note.mutate(text.trim(), { onSuccess: () => setText('') });
  };
  return (
    <section aria-label="Notes">
      <h3>Notes</h3>
      {mayWrite && (
        <form className={classes.notes} onSubmit={submit}>
          <Textarea
            autosize
            aria-label="A note for the team"
            maxLength={2000}
            minRows={2}
            placeholder="What was found, who was asked, which batch…"
            value={text}
            onChange={({ currentTarget: { value } }) => setText(value)}
          />
          <div className={classes.choices}>
            <Button disabled={!text.trim()} loading={note.isPending} size="compact-md" type="submit" variant="default">
              Add the note
            </Button>
          </div>
        </form>
      )}
      {note.isError && <ErrorState compact error={note.error} what="your note" />}
      {notes.length === 0 ? (
        <p className={classes.meta}>Nobody has written anything yet.</p>
      ) : (
        <ul className={classes.notes}>
          {[...notes].reverse().map(({ author, at, text: words }) => (
            <li key={`${at}-${words}`}>
              <p className={classes.meta}>
                {nameOf(author)}, {ago(at)}
              </p>
              <p>{words}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
