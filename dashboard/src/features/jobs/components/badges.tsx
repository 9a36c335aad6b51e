import Ban from 'lucide-react/icons/ban';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import LoaderCircle from 'lucide-react/icons/loader-circle';

import { Badge } from '@/components/badge';
import motion from '@/components/spin.module.css';

import type { ItemState, Job, JobStatus } from '../api/queries';
import { standingOf, STATE } from '../words';

type Icon = typeof CircleCheck;

const JOB_ICONS: Record<JobStatus, Icon> = {
  QUEUED: CircleDashed,
  RUNNING: LoaderCircle,
  SUCCEEDED: CircleCheck,
  PARTIAL: CircleAlert,
  FAILED: CircleX,
  CANCELLED: Ban,
};
const ITEM_ICONS: Record<ItemState, Icon> = {
  PENDING: CircleDashed,
  FETCHED: LoaderCircle,
  DONE: CircleCheck,
  FAILED: CircleX,
};

export function JobBadge({ job }: { job: Job }) {
  const Shown = JOB_ICONS[job.status];
  const { word, tone } = standingOf(job);
  return (
    <Badge icon={<Shown aria-hidden="true" className={job.status === 'RUNNING' ? motion.spin : undefined} size={12} />} tone={tone}>
      {word}
    </Badge>
  );
}

export function ItemBadge({ state }: { state: ItemState }) {
  const Shown = ITEM_ICONS[state];
  const { word, tone } = STATE[state];
  return (
    <Badge icon={<Shown aria-hidden="true" size={12} />} tone={tone}>
      {word}
    </Badge>
  );
}
