import './replay.css';
import { connectHost } from './host.ts';
import { replayPanel } from './panel.ts';

const root = document.getElementById('replay');
if (root !== null) replayPanel(root, connectHost());
