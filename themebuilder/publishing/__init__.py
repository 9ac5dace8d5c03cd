"""Publishing to a Pexip management node: plan, publish, verify, roll back, retire and prune.

`deployment` reads where to publish, `node_state` what is on the node, `references` who uses which
package there. `build_output` reads the finished packages and the settings from the build's catalogue.
`planner` compares them with the node and makes a `plan`; `server_settings` adds the fields of settings.
`publish` carries the plan out and `verify` compares what the conferencing nodes serve. `rollback` undoes,
`cleanup` retires and prunes. Start with `planner.plan_publishing`.
`node` and `transport` hold the only code that sends requests.
"""
