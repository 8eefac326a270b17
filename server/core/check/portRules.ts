import type { PortRule } from './portRule.ts';
import { mc01 } from './rules/mc01MissingTunnel.ts';
import { mc02 } from './rules/mc02MissingClone.ts';
import { mc03 } from './rules/mc03NeverActivated.ts';
import { mc04 } from './rules/mc04NoTrigger.ts';
import { mc05 } from './rules/mc05VoidStrategy.ts';
import { mc06 } from './rules/mc06StaleFlag.ts';
import { mc07 } from './rules/mc07LateFlag.ts';
import { mc08 } from './rules/mc08NotUp.ts';
import { mc09 } from './rules/mc09MainGone.ts';
import { mc10 } from './rules/mc10UnknownChassis.ts';
import { mc11 } from './rules/mc11SameHostname.ts';
import { mc12 } from './rules/mc12NotClaimed.ts';
import { mc13 } from './rules/mc13TwoMains.ts';
import { mc14 } from './rules/mc14Mtu.ts';
import { mc16 } from './rules/mc16BothLive.ts';
import { mc19 } from './rules/mc19WrongPort.ts';
import { mc20 } from './rules/mc20WrongEncap.ts';
import { mc21 } from './rules/mc21FlowBased.ts';
import { mc22 } from './rules/mc22ListLeft.ts';
import { mc23 } from './rules/mc23ContainerStays.ts';
import { mc24 } from './rules/mc24ContainerOpen.ts';
import { mc25 } from './rules/mc25Restarted.ts';
import { mc26 } from './rules/mc26NotTaken.ts';
import { mc27 } from './rules/mc27StaleRows.ts';
import { mc28 } from './rules/mc28NotInstalled.ts';
import { mc30 } from './rules/mc30UnknownStrategy.ts';
import { mc31 } from './rules/mc31NoPortSecurity.ts';
import { mc32 } from './rules/mc32CutOff.ts';
import { mc33 } from './rules/mc33NoRows.ts';
import { mc34 } from './rules/mc34NotReleased.ts';

/** The rules about ports that are bound at several chassis. */
export const portRules: readonly PortRule[] = [
  mc01,
  mc02,
  mc03,
  mc04,
  mc05,
  mc06,
  mc07,
  mc08,
  mc09,
  mc10,
  mc11,
  mc12,
  mc13,
  mc14,
  mc16,
  mc19,
  mc20,
  mc21,
  mc22,
  mc23,
  mc24,
  mc25,
  mc26,
  mc27,
  mc28,
  mc30,
  mc31,
  mc32,
  mc33,
  mc34,
];
