import type ts from "typescript";

/** Whether a tree holds syntax that the standard's parser does not know: JSX, types, decorators, `using`, `enum`, accessors. */
export function isBeyondStandard(compiler: typeof ts, source: ts.SourceFile): boolean {
  const { SyntaxKind: Kind, NodeFlags } = compiler;
  const isBeyond = (node: ts.Node): boolean => {
    if (node.kind >= Kind.JsxElement && node.kind <= Kind.JsxNamespacedName) return true;
    if (node.kind >= Kind.FirstTypeNode && node.kind <= Kind.LastTypeNode) return !isPlainHeritage(node);
    switch (node.kind) {
      case Kind.Decorator:
      case Kind.EnumDeclaration:
      case Kind.InterfaceDeclaration:
      case Kind.TypeAliasDeclaration:
      case Kind.ModuleDeclaration:
      case Kind.AsExpression:
      case Kind.SatisfiesExpression:
      case Kind.NonNullExpression:
      case Kind.ImportEqualsDeclaration:
      case Kind.ExportAssignment:
        return node.kind !== Kind.ExportAssignment || (node as ts.ExportAssignment).isExportEquals === true;
      case Kind.VariableDeclarationList:
        return (node.flags & NodeFlags.Using) === NodeFlags.Using;
      default:
        return false;
    }
  };
  /** `extends Base` is a type to the compiler, though nothing but a name. */
  const isPlainHeritage = (node: ts.Node): boolean =>
    node.kind === Kind.ExpressionWithTypeArguments &&
    (node as ts.ExpressionWithTypeArguments).typeArguments === undefined;
  // A stack of our own: trees of generated code are deeper than the stack of calls.
  const stack: ts.Node[] = [source];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isBeyond(node)) return true;
    compiler.forEachChild(node, (child) => {
      stack.push(child);
    });
  }
  return false;
}
