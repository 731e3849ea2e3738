import type { Mesh } from '../mesh.ts';
import { CheckpointRecord } from './record.ts';
import { MeshCheckpointSaver } from './saver.ts';

/** LangGraph's checkpointer on the mesh's `checkpoints` bucket. A stale worker's `put` throws MESH_CONFLICT. */
export const checkpointSaver = (mesh: Pick<Mesh, 'store'>): MeshCheckpointSaver =>
  new MeshCheckpointSaver(mesh.store('checkpoints', CheckpointRecord));
