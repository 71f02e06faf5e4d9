// The Argo CD Applications of an environment's file 00, for where Argo CD runs. There they say "this Kubernetes"; here that becomes the
// environment's Kubernetes, and their names get the environment's, so that one Argo CD can serve several environments.
// The project is fixed: who may write to environments/ may not pick one that allows more.
// `importstr` finds the file through `libs`, which the ApplicationSet sets to the environment's folder.
function(environment, clusterName, clusterServer)
  local parsed = std.parseYaml(importstr '00-operator-install.yaml');
  local objects = if std.isArray(parsed) then parsed else [parsed];
  local cluster = if clusterServer == '' then { name: clusterName } else { server: clusterServer };

  [
    object {
      metadata+: { name: '%s-%s' % [environment, super.name], namespace: 'argocd' },
      spec+: { project: 'platform', destination: cluster { namespace: object.spec.destination.namespace } },
    }
    for object in objects
    if object != null && object.kind == 'Application' && std.startsWith(object.apiVersion, 'argoproj.io/')
  ]
