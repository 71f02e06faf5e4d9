import { DEFAULT_DATA_POLICY, type DataPolicy } from '@postgres-ha/backup-proof';
import { CANARY_QUERY, PRODUCTS } from '../stack/writers.ts';

const DATABASE = 'postgres';

/** What the data of the shop must look like when it is restored. */
export const SHOP_POLICY: DataPolicy = {
  ...DEFAULT_DATA_POLICY,
  canary: { database: DATABASE, query: CANARY_QUERY, maximalAgeSeconds: 300 },
  assertions: [
    {
      name: 'every product is there',
      database: DATABASE,
      query: 'SELECT count(*) FROM product',
      expect: { kind: 'equals', value: String(PRODUCTS) },
      timeLimitSeconds: 30,
      show: true,
    },
    {
      name: 'no order is without its customer',
      database: DATABASE,
      query: 'SELECT id FROM "order" o WHERE NOT EXISTS (SELECT FROM customer c WHERE c.id = o.customer) LIMIT 1',
      expect: { kind: 'no-rows' },
      timeLimitSeconds: 30,
      show: false,
    },
  ],
};
