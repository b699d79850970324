import { createReferenceSession } from "../../backends/reference/index.ts";
import { backendConformance } from "../backendConformance.ts";

// Against itself, the suite shows that its graphs are sound and its bounds hold between float32 and float64.
backendConformance("reference", createReferenceSession);
