import { Button } from '@mantine/core';
import { useState } from 'react';

import { Dialog, DialogForm } from '@/components/dialog';
import { Refused } from '@/components/states/refused';
import { REGIONS } from '@/config/regions';
import type { SellerConnection } from '@/lib/api/sellers';

import { useDisconnect } from '../api/queries';
import classes from '../connections.module.css';

interface DisconnectProps {
  connection: SellerConnection;
  /** Every region the seller is connected in: all of them end. */
  regions: readonly SellerConnection['region'][];
}

/** Asks first, and says what is forgotten and what stays. */
export function Disconnect({ connection, regions }: DisconnectProps) {
  const [isOpen, setIsOpen] = useState(false);
  const disconnect = useDisconnect();
  const { name } = connection;
  const close = () => setIsOpen(false);
  return (
    <>
      <Button aria-label={`Disconnect ${name}`} size="compact-md" variant="default" onClick={() => setIsOpen(true)}>
        Disconnect
      </Button>
      <Dialog isOpen={isOpen} title={`Disconnect ${name}?`} onClose={close}>
        <DialogForm
          action="Disconnect"
          isBusy={disconnect.isPending}
          refusal={<Refused error={disconnect.error} />}
          onCancel={close}
          onSubmit={() => disconnect.mutate(connection, { onSuccess: close })}
        >
          <Consequences regions={regions} />
        </DialogForm>
      </Dialog>
    </>
  );
}

function Consequences({ regions }: { regions: DisconnectProps['regions'] }) {
  const where = regions.map((region) => REGIONS[region].name).join(' and ');
  return (
    <dl className={classes.consequences}>
      <div>
        <dt>Is forgotten</dt>
        <dd>Its tokens in {where}, for good. Runs leave its products out from now on.</dd>
      </div>
      <div>
        <dt>Stays</dt>
        <dd>Every product, review and finding collected so far, with its history.</dd>
      </div>
      <div>
        <dt>On Amazon</dt>
        <dd>The seller still lists ShelfSignal among its applications, until it is removed there.</dd>
      </div>
    </dl>
  );
}
