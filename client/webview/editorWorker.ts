/** The worker that Monaco hands its background work to; bundled alone. */
import 'monaco-editor/editor/editor.worker';
