import { dismiss, useToasts } from '@/lib/ui/toasts';

import classes from './toasts.module.css';

/** Where toasts appear; screen readers are told politely. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <div aria-live="polite" className={classes.region} role="status">
      {toasts.map(({ id, text, tone, undo }) => (
        <div key={id} className={classes.toast}>
          <span className={tone === 'failed' ? classes.failed : undefined}>{text}</span>
          {undo && (
            <button
              type="button"
              onClick={() => {
                undo();
                dismiss(id);
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
