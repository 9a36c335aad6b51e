import FileText from 'lucide-react/icons/file-text';
import FileUp from 'lucide-react/icons/file-up';
import { useEffect, useId, useState, type DragEvent } from 'react';

import { ACCEPTED, complaintOf, MAX_FILE_MB, sizeOf } from '../file';

import classes from './file-field.module.css';

interface FileFieldProps {
  file: File | null;
  isDisabled: boolean;
  onChoose: (file: File) => void;
}

/** A file is chosen, or dropped; what is wrong with it is said at once. */
export function FileField({ file, isDisabled, onChoose }: FileFieldProps) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const [areSeveral, setAreSeveral] = useState(false);
  useStrayDrops();
  const take = (files: FileList | null) => {
    const [first] = files ?? [];
    setAreSeveral((files?.length ?? 0) > 1);
    if (first) onChoose(first);
  };
  const drop = (event: DragEvent) => {
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  const complaint = file && complaintOf(file);
  const Icon = file ? FileText : FileUp;
  return (
    <div>
      <label className={classes.zone} data-over={isOver} data-wrong={Boolean(complaint)}>
        <Icon aria-hidden="true" size={20} />
        <span className={classes.chosen} id={id}>
          <span className={classes.name}>{file ? file.name : 'Choose a CSV file, or drop one here'}</span>
          <span className={classes.sub}>{file ? `${sizeOf(file.size)} · choose another one` : `Up to ${MAX_FILE_MB} MB and 100,000 rows`}</span>
        </span>
        <input
          accept={ACCEPTED}
          aria-describedby={`${id} ${id}-help`}
          aria-invalid={Boolean(complaint)}
          aria-label="CSV file"
          className={classes.input}
          disabled={isDisabled}
          type="file"
          onChange={({ currentTarget: { files } }) => take(files)}
          // The same file, mended, can be chosen again.
          onClick={({ currentTarget }) => (currentTarget.value = '')}
          onDragLeave={() => setIsOver(false)}
          onDragOver={() => setIsOver(true)}
          onDrop={drop}
        />
      </label>
      {complaint && (
        <p className={classes.wrong} role="alert">
          {complaint}
        </p>
      )}
      {areSeveral && <p className={classes.sub}>One file at a time: the first of them was taken.</p>}
      <p className={classes.sub} id={`${id}-help`}>
        The columns <code>asin</code>, <code>rating</code> and <code>date</code> are needed; <code>title</code>,{' '}
        <code>text</code>, <code>review_id</code> and others are read when they are there.
      </p>
    </div>
  );
}

/** A browser opens a file that is dropped beside the field, and leaves the page for it. */
function useStrayDrops(): void {
  useEffect(() => {
    const stay = (event: Event) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
}
