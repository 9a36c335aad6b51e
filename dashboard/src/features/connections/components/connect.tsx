import { Button } from '@mantine/core';
import ExternalLink from 'lucide-react/icons/external-link';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';

import { Dialog, DialogForm } from '@/components/dialog';
import { Refused } from '@/components/states/refused';
import { MARKETPLACES } from '@/config/marketplaces';
import { REGION_CODES, REGIONS, type Region } from '@/config/regions';
import { useMay } from '@/lib/session/store';

import { useAskConsent } from '../api/queries';
import classes from '../connections.module.css';

/** Asks for the region, then leads to Amazon's consent page. */
export function Connect() {
  const [isOpen, setIsOpen] = useState(false);
  const mayConnect = useMay('sellers:write');
  const close = () => setIsOpen(false);
  if (!mayConnect) return null;
  return (
    <>
      <Button leftSection={<Plus size={16} />} onClick={() => setIsOpen(true)}>
        Connect a seller
      </Button>
      <Dialog isOpen={isOpen} title="Connect a seller" onClose={close}>
        <RegionForm onClose={close} />
      </Dialog>
    </>
  );
}

function RegionForm({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<Region>('NA');
  const consent = useAskConsent();
  return (
    <DialogForm
      action="Continue to Amazon"
      icon={<ExternalLink size={16} />}
      isBusy={consent.isLeaving}
      refusal={<Refused error={consent.error} />}
      onCancel={onClose}
      onSubmit={() => consent.ask(chosen)}
    >
      <p>
        Amazon asks the seller’s primary user to sign in and to agree, then sends you back here. It takes a minute; no
        password of the seller is seen by ShelfSignal.
      </p>
      <fieldset className={classes.regions}>
        <legend>Where does the account sell?</legend>
        {REGION_CODES.map((region) => (
          <RegionChoice key={region} chosen={chosen} region={region} onChoose={setChosen} />
        ))}
      </fieldset>
      <p className={classes.quiet}>A seller in both regions consents twice, once for each.</p>
    </DialogForm>
  );
}

interface RegionChoiceProps {
  region: Region;
  chosen: Region;
  onChoose: (region: Region) => void;
}

function RegionChoice({ region, chosen, onChoose }: RegionChoiceProps) {
  const { name, marketplaces } = REGIONS[region];
  return (
    <label className={classes.region}>
      <input checked={region === chosen} name="region" type="radio" value={region} onChange={() => onChoose(region)} />
      <span>
        {name}
        <span className={classes.sub}>{marketplaces.map((code) => MARKETPLACES[code]).join(', ')}</span>
      </span>
    </label>
  );
}
