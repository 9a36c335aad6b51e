import { Drawer, SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';

import { plural } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../drawer.module.css';
import { useView } from '../use-view';

import { EvidencePanel } from './evidence-panel';
import { WorkPanel } from './work-panel';

/** What stands behind an issue, review by review, and what the team makes of it. */
export function EvidenceDrawer({ detail }: { detail: ProductDetail }) {
  const { search, go } = useView();
  const isOpen = Boolean(search.issue ?? search.review);
  const issue = detail.insight.issues.find(({ code }) => code === search.issue);
  const name = issue?.name ?? search.issue;
  const panel = search.panel ?? 'evidence';
  return (
    <Drawer
      // A dialog's header is not the page's banner.
      attributes={{ header: { role: 'none' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      lockScroll={false}
      opened={isOpen}
      position="right"
      size="min(600px, 100vw)"
      title={
        <span className={classes.title}>
          {name ?? 'Review'}
          {issue && <small>in {plural(issue.mentions, 'review')}</small>}
        </span>
      }
      onClose={() => go({ issue: undefined, review: undefined, panel: undefined })}
    >
      {issue && (
        <SegmentedControl
          fullWidth
          aria-label="What to show"
          className={classes.panels}
          data={[
            { value: 'evidence', label: 'Evidence' },
            { value: 'work', label: 'Work and effect' },
          ]}
          value={panel}
          onChange={(value) => go({ panel: value === 'work' ? 'work' : undefined }, true)}
        />
      )}
      {panel === 'work' && issue ? <WorkPanel key={issue.code} issue={issue} /> : <EvidencePanel detail={detail} />}
    </Drawer>
  );
}

/** ← and → while the drawer is open, unless a field or a choice wants them. */
export function useArrows(previous: (() => void) | null, next: (() => void) | null): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isWanted = event.target instanceof Element && event.target.closest('input, textarea, select');
      const step = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : null;
      if (!step || isWanted || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      step();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [previous, next]);
}
