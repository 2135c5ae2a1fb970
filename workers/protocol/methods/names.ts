/** The methods by name, and the groups that share settings. */

export const methodNames = [
  "mtt",
  "ftd",
  "tesla",
  "datm",
  "pad",
  "dc",
  "dsa",
  "dcc",
  "idc",
  "dm",
  "cafe",
] as const;
export type MethodName = (typeof methodNames)[number];

type Group = readonly MethodName[];

/** Match training trajectories: they need experts and learn the student's learning rate β. */
export const trajectoryMethods: Group = ["mtt", "ftd", "tesla", "datm", "pad"];
/** Their experts train towards flat minima, and their images are averaged. */
export const flatMethods: Group = ["ftd", "datm", "pad"];
/** Class probabilities are learned with the images. */
export const softLabelMethods: Group = ["mtt", "ftd", "datm", "pad"];
/** Match gradients by class, or of all classes together. */
export const gradientMethods: Group = ["dc", "dsa", "dcc"];
/** Match the gradients of networks that are trained from iteration to iteration. */
export const bilevelMethods: Group = ["dc", "dsa", "dcc", "idc", "cafe"];
/** Draw a batch of real images of each class. */
export const realBatchMethods: Group = ["dc", "dsa", "dcc", "idc", "dm", "cafe"];
