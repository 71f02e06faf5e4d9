// What CloudNativePG itself makes of a change: reads lines {"before": Cluster, "after": Cluster}, and writes for each whether the pods of
// the first are good enough for the second, as its own code compares them. See libs/workspace/src/regenerate-pod-comparisons.ts.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/specs"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/utils"
	corev1 "k8s.io/api/core/v1"
)

type change struct {
	Before apiv1.Cluster `json:"before"`
	After  apiv1.Cluster `json:"after"`
}

// wanted is the pod that the operator would make for the first instance.
func wanted(cluster apiv1.Cluster) (*corev1.Pod, error) {
	cluster.SetDefaults()
	return specs.NewInstance(context.Background(), cluster, 1, true)
}

func compare(line []byte) (string, error) {
	var pair change
	if err := json.Unmarshal(line, &pair); err != nil {
		return "", err
	}
	made, err := wanted(pair.Before)
	if err != nil {
		return "", err
	}
	var noted corev1.PodSpec
	if err := json.Unmarshal([]byte(made.Annotations[utils.PodSpecAnnotationName]), &noted); err != nil {
		return "", err
	}
	target, err := wanted(pair.After)
	if err != nil {
		return "", err
	}
	if same, _ := specs.ComparePodSpecs(noted, target.Spec); same {
		return "same", nil
	}
	return "differs", nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		answer, err := compare(lines.Bytes())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(answer)
	}
}
