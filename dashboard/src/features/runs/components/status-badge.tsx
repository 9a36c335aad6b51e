import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import LoaderCircle from 'lucide-react/icons/loader-circle';

import { Badge, type BadgeTone } from '@/components/badge';
import motion from '@/components/spin.module.css';

import type { RunStatus } from '../api/queries';
import { STATUS } from '../words';

const LOOKS: Record<RunStatus, { tone: BadgeTone; Icon: typeof CircleCheck }> = {
  RUNNING: { tone: 'accent', Icon: LoaderCircle },
  SUCCEEDED: { tone: 'positive', Icon: CircleCheck },
  PARTIAL: { tone: 'caution', Icon: CircleAlert },
  FAILED: { tone: 'negative', Icon: CircleX },
};

export function StatusBadge({ status }: { status: RunStatus }) {
  const { tone, Icon } = LOOKS[status];
  return (
    <Badge
      icon={<Icon aria-hidden="true" className={status === 'RUNNING' ? motion.spin : undefined} size={12} />}
      tone={tone}
    >
      {STATUS[status]}
    </Badge>
  );
}
