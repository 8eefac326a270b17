import { describe, expect, it } from 'vitest';
import { FlowsSource } from '../../client/webview/replay/flowsSource.ts';
import { readPanelState } from '../../client/webview/replay/host.ts';
import { type Ready, Session } from '../../client/webview/replay/session.ts';
import { micros } from '../../server/core/migration/time.ts';
import type { PanelRequests, PanelState } from '../../server/protocol/panel.ts';
import { answerRpc, type RpcClient, rpcClient, type RpcHandlers } from '../../server/protocol/rpc.ts';
import { answers } from './harness/answers.ts';

function connected(change: Partial<RpcHandlers<PanelRequests>> = {}): RpcClient<PanelRequests> {
  const handlers = { ...answers(), ...change };
  const client: RpcClient<PanelRequests> = rpcClient((message) => {
    void answerRpc<PanelRequests>(message, handlers, (answer) => client.receive(answer));
  });
  return client;
}

function sessionOf(change: Partial<RpcHandlers<PanelRequests>> = {}, kept?: PanelState): Session {
  return new Session(
    connected(change),
    kept,
    () => 0,
    () => undefined,
  );
}

function ready(session: Session): Ready {
  if (session.shown.kind !== 'ready') throw new Error(`the panel shows ${session.shown.kind}`);
  return session.shown;
}

describe('opening', () => {
  it('stands at the switchover of the RARP preset and plays nothing', async () => {
    const session = sessionOf();
    expect(session.shown.kind).toBe('loading');
    await session.load();
    const { player, timeline, chassis, world } = ready(session);
    expect([timeline.scenario.id, player.status, player.position, chassis]).toEqual([
      'deck-rarp',
      'paused',
      8_000_000,
      'hv2',
    ]);
    expect(player.view.from).toBeLessThan(8_000_000);
    expect(player.view.to).toBeGreaterThan(8_068_010);
    expect(world.chassis['hv1']?.guest).toBe('paused');
  });

  it('comes back to where it stood before a reload', async () => {
    const kept: PanelState = { version: 1, preset: 'deck-single', seed: 7, chassis: 'hv3', time: 9_000_000 };
    const session = sessionOf({}, kept);
    await session.load();
    expect(session.state).toEqual(kept);
    expect(ready(session).timeline.seed).toBe(7);
    expect(ready(session).player.status).toBe('paused');
  });

  it('opens with the first preset when the kept one is gone', async () => {
    const session = sessionOf({}, { version: 1, preset: 'no-more', seed: 1, chassis: 'hv1', time: 5 });
    await session.load();
    expect(session.state).toMatchObject({ preset: 'deck-rarp', time: 8_000_000, chassis: 'hv2' });
  });

  it('says what failed, and gets over it', async () => {
    let isUp = false;
    const real = answers();
    const session = sessionOf({
      simulate: (params) => (isUp ? real.simulate(params) : Promise.reject(new Error('the server is down'))),
    });
    await session.load();
    expect(session.shown).toEqual({
      kind: 'failed',
      what: 'The migration could not be simulated',
      message: 'the server is down',
    });
    isUp = true;
    await session.load();
    expect(session.shown.kind).toBe('ready');
  });

  it('takes no answer that is not a timeline', async () => {
    const session = sessionOf({ simulate: () => ({ format: 'something else' }) });
    await session.load();
    expect(session.shown).toMatchObject({ kind: 'failed' });
  });

  it('says so when there is nothing to replay', async () => {
    const session = sessionOf({ presets: () => [] });
    await session.load();
    expect(session.shown.kind).toBe('empty');
  });
});

it('shows the scenario chosen last, whichever answer comes last', async () => {
  const real = answers();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const session = sessionOf({
    simulate: async (params) => {
      if (params.preset === 'deck-single') await held;
      return real.simulate(params);
    },
  });
  await session.load();
  const slow = session.choose('deck-single', 1);
  await session.choose('deck-multichassis', 1);
  release();
  await slow;
  expect(ready(session).timeline.scenario.id).toBe('deck-multichassis');
});

it('goes behind one of several events of an instant', async () => {
  const session = sessionOf();
  await session.load();
  const { timeline } = ready(session);
  const event = timeline.events.find((one, idx) => timeline.events[idx + 1]?.time === one.time)!;
  session.goTo(event);
  expect(ready(session).player).toMatchObject({
    position: event.time,
    nEvents: event.id + 1,
    status: 'paused',
  });
});

describe('flows', () => {
  async function flowsAt(time: number, chassis = 'hv2'): Promise<FlowsSource> {
    const rpc = connected();
    const session = new Session(
      rpc,
      undefined,
      () => 0,
      () => undefined,
    );
    await session.load();
    session.seek(micros(time));
    session.watch(chassis);
    return new Promise((resolve) => {
      const source: FlowsSource = new FlowsSource(
        rpc,
        () => 0,
        () => resolve(source),
      );
      source.follow(ready(session));
    });
  }

  it('lose the three blocking rows at the activation', async () => {
    const { shown } = await flowsAt(8_068_010);
    if (shown.kind !== 'flows') throw new Error(shown.kind);
    expect(shown.changes.removed.map(({ text }) => /priority=\d+/.exec(text)?.[0])).toEqual([
      'priority=1010',
      'priority=1000',
      'priority=1000',
    ]);
    expect([...new Set(shown.roles.values())]).toEqual(['clone']);
  });

  it('have their roles while the destination is blocked', async () => {
    const { shown } = await flowsAt(8_000_000);
    if (shown.kind !== 'flows') throw new Error(shown.kind);
    expect([...shown.roles.values()].sort()).toEqual([
      'activation-block',
      'activation-block',
      'activation-trigger',
      'clone',
    ]);
  });

  it('answer hovers of the whole text', async () => {
    const source = await flowsAt(8_000_000);
    const { shown } = source;
    if (shown.kind !== 'flows') throw new Error(shown.kind);
    const line = shown.flows.lines.findIndex((text) => text.includes('rarp'));
    const column = shown.flows.lines[line]!.indexOf('rarp');
    const found = await source.hover(line, column + 1);
    expect(found?.start).toEqual({ line, character: column });
    expect(found?.markdown).toContain('RARP');
  });
});

it.each([
  undefined,
  'text',
  {},
  { version: 2, preset: 'a', seed: 1, chassis: 'hv1', time: 1 },
  { version: 1, preset: 'a', seed: 1.5, chassis: 'hv1', time: 1 },
  { version: 1, preset: 'a', seed: 1, chassis: 'hv1', time: -1 },
])('forgets a state that is not its own: %j', (value) => {
  expect(readPanelState(value)).toBeUndefined();
});

it('keeps the chosen speed when another scenario is chosen', async () => {
  const session = sessionOf();
  await session.load();
  session.dispatch({ type: 'speed', speed: 8, clock: 0 });
  await session.choose('deck-single', 1);
  expect(ready(session).player.speed).toBe(8);
});
