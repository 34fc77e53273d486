// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"
#include "solvers/problems/catalogue.h"

#include <arkode/arkode_butcher_erk.h>
#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <boost/numeric/odeint.hpp>

#include <array>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace benchmarks {

/// One way to solve one problem. Everything that does not belong to a run is made before it.
class Program {
public:
    explicit Program(std::string name)
        : m_name(std::move(name))
    {
    }
    virtual ~Program() = default;
    const std::string& name() const { return m_name; }

    /// From t0 to t1 with rtol = control, atol = a control or with steps of the size control;
    /// returns y(t1), valid until the next call, or nullptr where it was not reached.
    virtual const double* run(double control) = 0;

private:
    std::string m_name;
};

/// What all programs know of a problem; atolFactor is a.
struct Task {
    const solvers::Problem& problem;
    double atolFactor;
};

constexpr long kMostSteps = 20'000'000;

/// As the window and the command line do it: nothing is known at compile time.
class Ours final : public Program {
public:
    Ours(const Task& task, const std::string& method, bool adaptive)
        : Program("Separatrix " + method)
        , m_task(task)
        , m_adaptive(adaptive)
        , m_system(solvers::makeSystem(task.problem))
        , m_stepper(solvers::makeStepper<double>(solvers::methodById(method)))
        , m_y(static_cast<solvers::Index>(task.problem.dim()))
    {
    }

    const double* run(double control) override
    {
        solvers::SolveOptions options;
        options.t0 = m_task.problem.t0;
        options.t1 = m_task.problem.t1;
        options.adaptive = m_adaptive;
        (m_adaptive ? options.rtol : options.step) = control;
        options.atol = m_task.atolFactor * control;
        options.maxSteps = kMostSteps;
        std::copy(m_task.problem.y0.begin(), m_task.problem.y0.end(), m_y.data());
        const auto report
            = solvers::integrate<double>(*m_system, *m_stepper, options, solvers::view(m_y));
        return report.reachedEnd() ? m_y.data() : nullptr;
    }

private:
    Task m_task;
    bool m_adaptive;
    std::unique_ptr<solvers::OdeSystem<double>> m_system;
    std::unique_ptr<solvers::Stepper<double>> m_stepper;
    solvers::Vector<double> m_y;
};

/// Boost.odeint with arrays of a fixed size and an inlined right-hand side, its fastest form.
template <typename Model>
class Odeint final : public Program {
public:
    Odeint(const Task& task, bool adaptive)
        : Program(adaptive ? "odeint dopri5" : "odeint rk4")
        , m_task(task)
        , m_adaptive(adaptive)
    {
    }

    const double* run(double control) override
    {
        namespace odeint = boost::numeric::odeint;
        const auto f
            = [](const State& y, State& dydt, double) { Model::evaluate(y.data(), dydt.data()); };
        const double t0 = m_task.problem.t0;
        const double t1 = m_task.problem.t1;
        std::copy_n(m_task.problem.y0.data(), Model::dim, m_y.data());
        if (m_adaptive) {
            odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<State>>(
                                           m_task.atolFactor * control, control),
                f, m_y, t0, t1, 1e-3 * (t1 - t0));
        } else {
            const auto count = static_cast<std::size_t>(std::lround((t1 - t0) / control));
            odeint::integrate_n_steps(odeint::runge_kutta4<State>(), f, m_y, t0, control, count);
        }
        return m_y.data();
    }

private:
    using State = std::array<double, Model::dim>;
    Task m_task;
    bool m_adaptive;
    State m_y {};
};

inline void require(int flag)
{
    if (flag < 0)
        throw std::runtime_error("SUNDIALS: status " + std::to_string(flag));
}

/// What both of SUNDIALS' programs need.
template <typename Model>
class Sundials : public Program {
public:
    Sundials(const Task& task, const char* name)
        : Program(name)
        , m_task(task)
    {
        require(SUNContext_Create(nullptr, &m_context));
        m_y = N_VNew_Serial(Model::dim, m_context);
        start();
    }
    Sundials(const Sundials&) = delete;
    Sundials& operator=(const Sundials&) = delete;
    ~Sundials() override
    {
        N_VDestroy(m_y);
        SUNContext_Free(&m_context);
    }

protected:
    void start()
    {
        std::copy_n(m_task.problem.y0.data(), Model::dim, N_VGetArrayPointer_Serial(m_y));
    }
    static int evaluate(double, N_Vector y, N_Vector dydt, void*)
    {
        Model::evaluate(NV_DATA_S(y), NV_DATA_S(dydt));
        return 0;
    }

    Task m_task;
    SUNContext m_context = nullptr;
    N_Vector m_y = nullptr;
};

/// ARKODE's explicit method with the coefficients of Dormand and Prince.
template <typename Model>
class Arkode final : public Sundials<Model> {
public:
    explicit Arkode(const Task& task)
        : Sundials<Model>(task, "ARKODE dopri5")
        , m_memory(ERKStepCreate(this->evaluate, task.problem.t0, this->m_y, this->m_context))
    {
        require(ERKStepSetTableNum(m_memory, ARKODE_DORMAND_PRINCE_7_4_5));
        require(ERKStepSetMaxNumSteps(m_memory, kMostSteps));
    }
    ~Arkode() override { ERKStepFree(&m_memory); }

    const double* run(double control) override
    {
        const auto& problem = this->m_task.problem;
        this->start();
        require(ERKStepReInit(m_memory, this->evaluate, problem.t0, this->m_y));
        require(ERKStepSStolerances(m_memory, control, this->m_task.atolFactor * control));
        require(ERKStepSetStopTime(m_memory, problem.t1));
        double t = problem.t0;
        const int flag = ERKStepEvolve(m_memory, problem.t1, this->m_y, &t, ARK_NORMAL);
        return flag < 0 ? nullptr : NV_DATA_S(this->m_y);
    }

private:
    void* m_memory;
};

/// CVODE's BDF of orders 1 to 5 with the Jacobian and a dense solver.
template <typename Model>
class Cvode final : public Sundials<Model> {
public:
    explicit Cvode(const Task& task)
        : Sundials<Model>(task, "CVODE BDF")
        , m_memory(CVodeCreate(CV_BDF, this->m_context))
        , m_matrix(SUNDenseMatrix(Model::dim, Model::dim, this->m_context))
        , m_solver(SUNLinSol_Dense(this->m_y, m_matrix, this->m_context))
    {
        require(CVodeInit(m_memory, this->evaluate, task.problem.t0, this->m_y));
        require(CVodeSStolerances(m_memory, 1e-6, 1e-6));
        require(CVodeSetLinearSolver(m_memory, m_solver, m_matrix));
        require(CVodeSetJacFn(m_memory, differentiate));
        require(CVodeSetMaxNumSteps(m_memory, kMostSteps));
    }
    ~Cvode() override
    {
        CVodeFree(&m_memory);
        SUNLinSolFree(m_solver);
        SUNMatDestroy(m_matrix);
    }

    const double* run(double control) override
    {
        const auto& problem = this->m_task.problem;
        this->start();
        require(CVodeReInit(m_memory, problem.t0, this->m_y));
        require(CVodeSStolerances(m_memory, control, this->m_task.atolFactor * control));
        require(CVodeSetStopTime(m_memory, problem.t1));
        double t = problem.t0;
        const int flag = CVode(m_memory, problem.t1, this->m_y, &t, CV_NORMAL);
        return flag < 0 ? nullptr : NV_DATA_S(this->m_y);
    }

private:
    static int differentiate(
        double, N_Vector y, N_Vector, SUNMatrix jacobian, void*, N_Vector, N_Vector, N_Vector)
    {
        Model::differentiate(NV_DATA_S(y), SM_DATA_D(jacobian));
        return 0;
    }

    void* m_memory;
    SUNMatrix m_matrix;
    SUNLinearSolver m_solver;
};

} // namespace benchmarks
