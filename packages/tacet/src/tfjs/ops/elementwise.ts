/** TensorFlow.js's operations on one number at a time, or two. Source: tfjs-core/src/ops. */
import { ops, type Tensor } from "@tacet/compiler";
import { cast, counted, float, of, type DataType, type Operand } from "./operand.ts";

const onFloat = (f: (x: Tensor) => Tensor) => (x: Operand): Tensor => f(float(x)); // prettier-ignore
const onAny = (f: (x: Tensor) => Tensor) => (x: Operand): Tensor => f(counted(x)); // prettier-ignore
const binary = (f: (a: Tensor, b: Tensor) => Tensor) => (a: Operand, b: Operand): Tensor => f(counted(a), counted(b)); // prettier-ignore
const logical = (f: (a: Tensor, b: Tensor) => Tensor) => (a: Operand, b: Operand): Tensor => f(of(a), of(b)); // prettier-ignore

export const abs = onAny((x) => x.abs());
export const acos = onFloat((x) => x.arccos());
export const acosh = onFloat((x) => x.arccosh());
export const asin = onFloat((x) => x.arcsin());
export const asinh = onFloat((x) => x.arcsinh());
export const atan = onFloat((x) => x.arctan());
export const atanh = onFloat((x) => x.arctanh());
export const ceil = onFloat((x) => x.ceil());
export const cos = onFloat((x) => x.cos());
export const cosh = onFloat((x) => x.cosh());
export const elu = onFloat((x) => x.elu());
export const erf = onFloat((x) => x.erf());
export const exp = onFloat((x) => x.exp());
export const expm1 = onFloat((x) => x.expm1());
export const floor = onFloat((x) => x.floor());
const finite = onFloat((x) => x.isfinite());
const infinite = onFloat((x) => x.isinf());
const notANumber = onFloat((x) => x.isnan());
export { finite as isFinite, infinite as isInf, notANumber as isNaN };
export const leakyRelu = (x: Operand, alpha = 0.2): Tensor => float(x).leakyRelu(alpha);
export const log = onFloat((x) => x.log());
export const log1p = onFloat((x) => x.log1p());
export const logSigmoid = onFloat((x) => x.logSigmoid());
export const neg = onAny((x) => x.negative());
export const reciprocal = onFloat((x) => x.reciprocal());
export const relu = onAny((x) => x.relu());
export const relu6 = onAny((x) => x.relu6());
export const round = onFloat((x) => x.round());
export const rsqrt = onFloat((x) => x.rsqrt());
export const selu = onFloat((x) => x.selu());
export const sigmoid = onFloat((x) => x.sigmoid());
export const sign = onAny((x) => x.sign());
export const sin = onFloat((x) => x.sin());
export const sinh = onFloat((x) => x.sinh());
export const softplus = onFloat((x) => x.softplus());
export const sqrt = onFloat((x) => x.sqrt());
export const square = onAny((x) => x.square());
export const tan = onFloat((x) => x.tan());
export const tanh = onFloat((x) => x.tanh());
/** 1 above 0, `alpha` elsewhere. */
export const step = (x: Operand, alpha = 0): Tensor => ops.where(of(x).greater(0), 1, alpha).cast("float32");
export const clipByValue = (x: Operand, clipValueMin: number, clipValueMax: number): Tensor =>
  of(x).clip(clipValueMin, clipValueMax);

const toType = (x: Operand, dtype: DataType): Tensor => cast(of(x), dtype);
export { toType as cast, toType as asType };
export const toFloat = (x: Operand): Tensor => float(x);
export const toInt = (x: Operand): Tensor => cast(of(x), "int32");
export const toBool = (x: Operand): Tensor => cast(of(x), "bool");
export const clone = (x: Operand): Tensor => of(x);
export const onesLike = (x: Operand): Tensor => of(x).onesLike();
export const zerosLike = (x: Operand): Tensor => of(x).zerosLike();

export const add = binary((a, b) => a.add(b));
export const sub = binary((a, b) => a.subtract(b));
export const mul = binary((a, b) => a.multiply(b));
/** Of two int32 tensors rounded down. */
export const div = binary((a, b) => (a.dtype === "int32" && b.dtype === "int32" ? a.floorDivide(b) : a.divide(b)));
export const divNoNan = binary((a, b) => a.divideNoNan(b));
export const floorDiv = binary((a, b) => a.floorDivide(b));
export const mod = binary((a, b) => a.mod(b));
/** Of two int32 tensors an int32 one. */
export const pow = binary((a, b) =>
  a.dtype === "int32" && b.dtype === "int32" ? a.power(b).cast("int32") : a.power(b),
);
export const maximum = binary((a, b) => a.maximum(b));
export const minimum = binary((a, b) => a.minimum(b));
export const squaredDifference = binary((a, b) => a.subtract(b).square());
export const atan2 = binary((a, b) => a.arctan2(b));
export const prelu = binary((x, alpha) => ops.where(x.less(0), x.multiply(alpha), x));
export const equal = logical((a, b) => a.equal(b));
export const notEqual = logical((a, b) => a.notEqual(b));
export const greater = logical((a, b) => a.greater(b));
export const greaterEqual = logical((a, b) => a.greaterEqual(b));
export const less = logical((a, b) => a.less(b));
export const lessEqual = logical((a, b) => a.lessEqual(b));
export const logicalAnd = logical((a, b) => a.logicalAnd(b));
export const logicalOr = logical((a, b) => a.logicalOr(b));
export const logicalXor = logical((a, b) => a.logicalXor(b));
export const logicalNot = (x: Operand): Tensor => of(x).logicalNot();
export const where = (condition: Operand, a: Operand, b: Operand): Tensor => ops.where(of(condition), of(a), of(b));
export const addN = (tensors: readonly Operand[]): Tensor => tensors.map(of).reduce((a, b) => a.add(b));
