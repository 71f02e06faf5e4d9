-- Health of an ImageCatalog or ClusterImageCatalog: a list that nothing acts on, so being there with images in it is all that can be
-- asked of it. Whether a cluster can run one of them is for that Cluster to say.
local images = (obj.spec or {}).images or {}
if #images == 0 then
  return { status = "Degraded", message = "The catalogue is empty" }
end
local noun = #images == 1 and " image" or " images"
return { status = "Healthy", message = "Lists " .. #images .. noun }
