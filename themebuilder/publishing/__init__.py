"""Publishing to a Pexip management node: plan, publish, verify, roll back, retire and prune.

`deployment` says where to publish, `build_output` reads the finished packages, and a `session` connects
both; `live_packages` are what guests get. The packages, each of which imports only from those before it:

- `node`: requests to a node, its objects, and its state;
- `bookings`: what outside the node names its themes;
- `plan`: what publishing would change. Start reading in `plan/planner.py`;
- `apply`: carry a plan out, verify it, roll it back;
- `inspection`: facts about a node, and probes.
"""
