import {mergeConfig} from 'vite';

import base from '../vite.config';
import {contract} from './server';

export default mergeConfig(base, {
  plugins: [contract()],
  server: {port: 5199, strictPort: true},
  preview: {port: 5199, strictPort: true},
});
