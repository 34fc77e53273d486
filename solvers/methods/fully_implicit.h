// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/dense_lu.h"
#include "solvers/methods/implicit_tableau.h"
#include "solvers/methods/newton.h"

#include <complex>
#include <vector>

namespace solvers {

/// Any implicit Runge-Kutta method with a regular, diagonalisable matrix A (Gauss, Radau IIA),
/// from its tableau.
///
/// The unknowns are Z_i = Y_i - y. With A = T diag(lambda) T^(-1) the Newton matrix I - h A (x) J
/// falls apart into I - h lambda J, one real for each real eigenvalue, one complex for each pair;
/// Hairer & Wanner, Solving ODEs II, sec. IV.8. T is computed from the tableau. First guesses
/// extrapolate the collocation polynomial of the step before.
template <typename Scalar>
class FullyImplicit final : public Stepper<Scalar> {
public:
    explicit FullyImplicit(const ImplicitTableau& tableau);

    int order() const override { return m_tableau.order; }
    int embeddedOrder() const override { return m_tableau.embeddedOrder; }
    void setTolerances(double rtol, double atol) override;
    void solveToRounding(bool on) override { m_toRounding = on; }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    ConstVectorView<Scalar> stage(int i) const override
    {
        return { m_y.col(i).data(), m_y.rows() };
    }
    void restart() override;
    int denseOrder() const override { return m_tableau.denseOrder; }
    void dense(double theta, VectorView<Scalar> y) const override;
    void accept() override;
    double limitedFactor(double proposed) override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return view(m_error); }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return view(m_quadratureError); }

private:
    using Complex = std::complex<Scalar>;
    using ComplexMatrix = Matrix<Complex>;
    using ComplexVector = Vector<Complex>;

    /// One block of the transformed Newton system; pairs of eigenvalues share one.
    struct RealBlock {
        double eigenvalue = 0.0;
        Vector<Scalar> column; ///< of T
        Vector<Scalar> row; ///< of T^(-1)
        DenseLu<Scalar> lu;
    };
    struct ComplexBlock {
        std::complex<double> eigenvalue;
        ComplexVector column;
        ComplexVector row;
        DenseLu<Complex> lu;
    };

    void transform();
    void resize(Index dim);
    void guess(double h);
    bool solve(OdeSystem<Scalar>& f, double h, Counters& counters);
    bool iterate(OdeSystem<Scalar>& f, double h, Counters& counters);
    void solveBlocks();
    void evaluateJacobian(OdeSystem<Scalar>& f, Counters& counters);
    void factorise(double h, Counters& counters);
    void estimateError(OdeSystem<Scalar>& f, double h, bool again, Counters& counters);
    void filteredError(ConstVectorView<Scalar> dydt, double h);
    double errorNorm() const;
    void integrateQuadratures(OdeSystem<Scalar>& f, double h, Counters& counters);
    void weighPolynomial(double theta) const;

    ImplicitTableau m_tableau;
    Matrix<double> m_a;
    Vector<double> m_endWeights; ///< y1 = y + sum_i of these times Z_i: b^T A^(-1)
    Vector<double> m_errorWeights; ///< the estimate's, of the derivatives of the stages: e^T A
    NewtonControl<Scalar> m_control;
    Jacobian<Scalar> m_jacobian;
    std::vector<RealBlock> m_real;
    std::vector<ComplexBlock> m_complex;
    Matrix<Scalar> m_matrix;
    ComplexMatrix m_complexMatrix;
    double m_rtol = 0.0;
    double m_atol = 0.0;
    bool m_toRounding = false; ///< also where errors are estimated
    bool m_estimate = false;
    bool m_known = false; ///< there is a Jacobian
    bool m_fresh = false; ///< it belongs to the start of this step
    double m_factorised = 0.0; ///< h of the factorisations; 0: there are none
    bool m_tried = false; ///< the last step was not accepted
    bool m_first = true; ///< no step has been accepted yet
    double m_step = 0.0; ///< of m_z
    double m_oldStep = 0.0; ///< of m_oldZ; 0: there is none
    double m_time = 0.0; ///< start of the step
    bool m_derivativeKnown = false;
    Vector<Scalar> m_start; ///< y
    Vector<Scalar> m_derivative; ///< f there
    Matrix<Scalar> m_z; ///< dim x stages
    Matrix<Scalar> m_y; ///< the same, Y = y + Z
    Matrix<Scalar> m_f;
    Matrix<Scalar> m_residual;
    Matrix<Scalar> m_delta;
    Matrix<Scalar> m_oldZ; ///< of the last accepted step
    Matrix<Scalar> m_scaledA; ///< h A^T
    Vector<Scalar> m_right;
    Vector<Scalar> m_solution;
    ComplexVector m_complexRight;
    ComplexVector m_complexSolution;
    mutable Vector<Scalar> m_weights; ///< scratch of polynomials
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
    Vector<Scalar> m_g;
    Vector<Scalar> m_quadrature;
    Vector<Scalar> m_quadratureError;
};

} // namespace solvers
