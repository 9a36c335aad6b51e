import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { ErrorState } from '@/components/states/error-state';
import { PartialNote } from '@/components/states/partial-note';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { useMay, useMe } from '@/lib/session/store';

import { settingsQuery, type Settings } from './api/settings';
import { AttentionSection } from './components/attention-section';
import { KeysSection } from './components/keys-section';
import { ProfileSection } from './components/profile-section';
import { RunsSection } from './components/runs-section';
import { TeamSection } from './components/team-section';
import { ViewsSection } from './components/views-section';
import { SECTIONS, type Section } from './sections';
import classes from './settings.module.css';

export function SettingsPage(): ReactNode {
  const { section } = useParams({ strict: false });
  const me = useMe();
  const open = SECTIONS.filter(({ scope }) => scope === null || me.scopes.includes(scope));
  const shown = open.find(({ key }) => key === section) ?? open[0];
  const mayWrite = useMay('account:write');
  return (
    <Page name="Settings" sub={me.organisation.name}>
      <div className={classes.page}>
        <nav aria-label="Settings" className={classes.nav}>
          {open.map(({ key, label }) => (
            <Link key={key} aria-current={key === shown?.key ? 'page' : undefined} params={{ section: key }} to="/settings/$section">
              {label}
            </Link>
          ))}
        </nav>
        <div className={classes.sections}>
          {!mayWrite && shown?.scope && (
            <PartialNote>Your role may look at this. To change it, ask an owner of your organisation.</PartialNote>
          )}
          {shown && <Shown section={shown.key} />}
        </div>
      </div>
    </Page>
  );
}

function Shown({ section }: { section: Section }) {
  switch (section) {
    case 'runs':
      return <OfOrganisation>{(settings) => <RunsSection settings={settings} />}</OfOrganisation>;
    case 'attention':
      return <OfOrganisation>{(settings) => <AttentionSection settings={settings} />}</OfOrganisation>;
    case 'team':
      return <TeamSection />;
    case 'keys':
      return <KeysSection />;
    case 'profile':
      return <ProfileSection />;
    case 'views':
      return <ViewsSection />;
  }
}

/** Sections about what the organisation chose wait for it together. */
function OfOrganisation({ children }: { children: (settings: Settings) => ReactNode }) {
  const settings = useQuery(settingsQuery());
  if (settings.data) return children(settings.data);
  if (settings.isError) return <ErrorState error={settings.error} what="the settings" onRetry={() => void settings.refetch()} />;
  return (
    <>
      <Loading what="the settings" />
      <Skeleton height={260} />
      <Skeleton height={320} />
    </>
  );
}
