export {
  EXPLANATION_FORMAT_VERSION,
  type Explanation,
  type ExplanationStep,
  type ExplanationTopic,
  explainPlan,
  explainRefusal,
} from './explain.ts';
