import '../fonts.css';
import './shell.css';

import {createRoot} from 'react-dom/client';

import {Shell} from './Shell';

createRoot(document.getElementById('root') ?? document.body).render(<Shell />);
