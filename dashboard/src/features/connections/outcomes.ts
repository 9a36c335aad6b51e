/** Why a seller was not connected, by the code that the way back from Amazon carries. */
import { MARKETPLACES } from '@/config/marketplaces';

export interface Outcome {
  title: string;
  meaning: string;
}

const AGAIN = 'Nothing was connected; connect the seller once more.';
const STORE: Outcome = {
  title: 'Amazon agreed, but the connection could not be stored',
  meaning: `This usually passes within a minute. ${AGAIN}`,
};
const SETUP: Outcome = {
  title: 'Connecting sellers is not set up properly here',
  meaning: 'Nothing was connected, and trying again will not help: tell whoever runs ShelfSignal for you.',
};
const served = new Intl.ListFormat(undefined, { type: 'conjunction' }).format(Object.values(MARKETPLACES));

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  state_refused: {
    title: 'This consent was not asked for here, or too long ago',
    meaning: `A request is good once, for ten minutes, in the browser it was made in. ${AGAIN}`,
  },
  asker_gone: {
    title: 'Whoever asked for this consent may no longer connect sellers',
    meaning: 'Nothing was connected. Ask an owner of the organisation to connect the seller.',
  },
  wrong_seller: {
    title: 'Another seller agreed than the address says',
    meaning: `The address that Amazon sent you back with was changed on the way. ${AGAIN}`,
  },
  consent_denied: {
    title: 'The seller did not consent',
    meaning: 'Nothing was connected. If that was a slip, try again; on Amazon it takes the primary user of the seller account.',
  },
  seller_taken: {
    title: 'This seller is connected to another organisation',
    meaning: 'A seller belongs to one organisation. Disconnect it there first, or ask them to invite you.',
  },
  no_marketplace: {
    title: 'This seller sells in no marketplace that is served',
    meaning: `Nothing was connected. In the region you chose it sells nowhere among ${served}; try the other region.`,
  },
  reauthorise_seller: {
    title: 'Amazon did not accept the consent',
    meaning: `It was withdrawn, was used before, or had run out on the way. ${AGAIN}`,
  },
  source_refused: {
    title: 'Amazon agreed, but would not say where the seller sells',
    meaning: 'Nothing was connected. The application may lack a role: tell whoever runs ShelfSignal for you.',
  },
  malformed_answer: {
    title: 'Amazon’s answer could not be understood',
    meaning: `${AGAIN} If it happens again, tell whoever runs ShelfSignal for you.`,
  },
  source_unavailable: {
    title: 'Amazon did not answer',
    meaning: `This usually passes within minutes. ${AGAIN}`,
  },
  invalid_input: {
    title: 'Amazon sent you back without what is needed',
    meaning: AGAIN,
  },
  store_unavailable: STORE,
  unavailable: STORE,
  misconfigured: SETUP,
  internal: SETUP,
};

const UNKNOWN: Outcome = {
  title: 'The seller was not connected',
  meaning: 'Something went wrong on the way back from Amazon. Connect the seller once more.',
};

export const outcomeOf = (code: string): Outcome => OUTCOMES[code] ?? UNKNOWN;
