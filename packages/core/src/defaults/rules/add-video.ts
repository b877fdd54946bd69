import { NO_ADDRESS } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';
import { defaultVideoModel } from './complete-devices.ts';

/** I-VIDEO: graphics without a display get one; the first display is the primary one. */
export function addVideo(completion: Completion): void {
  const { video, graphics } = completion.domain.devices;
  if (graphics.length > 0 && video.length === 0) {
    const model = defaultVideoModel(completion);
    if (model === undefined) {
      refuseDevice(completion, 'RP2032', graphics[0], { machine: completion.domain.machine.name });
      return;
    }
    video.push({ kind: 'video', impliedBy: 'I-VIDEO', address: NO_ADDRESS, model, primary: true });
    return;
  }
  const [first] = video;
  if (first !== undefined) first.primary = true;
}

/** V-VIDEO2: only some displays can be a second one. Beside one of model none there is none, which is told later. */
export function checkVideos(completion: Completion): void {
  const { video: videos } = completion.domain.devices;
  if (videos.some(({ model }) => model === 'none')) return;
  for (const video of videos.slice(1)) {
    if (video.model === 'qxl' || video.model === 'virtio') continue;
    refuseDevice(completion, 'RP2018', video, { model: video.model ?? '' });
  }
}
