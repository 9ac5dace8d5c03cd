"""Publishing to a Pexip management node: plan, publish, verify, roll back, retire and prune.

`deployment` reads where to publish, `node_state` what is on the node, `references` who uses which
package there. `planning` compares both and makes a `plan`; `publish` carries it out and `verify`
compares what the conferencing nodes serve. `rollback`, `retire` and `prune` undo and clear up.
`node` and `transport` hold the only code that sends requests.
"""
