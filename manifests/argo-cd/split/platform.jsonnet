// Everything of an environment's file 00 but the Argo CD Applications, which `operators.jsonnet` takes.
local parsed = std.parseYaml(importstr '00-operator-install.yaml');
local objects = if std.isArray(parsed) then parsed else [parsed];

[object for object in objects if object != null && !(object.kind == 'Application' && std.startsWith(object.apiVersion, 'argoproj.io/'))]
